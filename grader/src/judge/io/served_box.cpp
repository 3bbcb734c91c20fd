#include "judge/io/served_box.hpp"

#include <utility>

namespace gilkit::judge {

WatchedBox::Reply ServedBox::call(const ServedCall& call, double limit_s) {
    server_.serve(call.site);
    double end_s = 0;
    auto reply = watched_.call(with_server(call.arguments, server_.address()), limit_s,
                               {.cores = workers_, .meanwhile = [&](double idle_s) {
                                    end_s = idle_s;
                                    flooded_ = !server_.tick(idle_s);
                                    return !flooded_;
                                }});
    std::set<std::string> paths;
    for (const auto& [path, page] : call.site) {
        paths.insert(path);
    }
    traffic_ = traffic_of(server_.visits(), end_s, paths);
    return reply;
}

Judged in_served_box(const sandbox::BoxSpec& spec, bool patient, int workers,
                     const std::function<Judged(ServedBox&)>& use) {
    sandbox::BoxSpec served = spec;
    served.served = true;
    auto box = sandbox::Box::start(served);
    if (!box) {
        return tl::unexpected(from_failure(box.error()));
    }
    auto server = SlowServer::start(box->take_listener(), patient);
    if (!server) {
        return tl::unexpected(JudgeError{false, server.error().to_string()});
    }
    ServedBox with_server(*box, served, *std::move(server), workers);
    return use(with_server);
}

} // namespace gilkit::judge
