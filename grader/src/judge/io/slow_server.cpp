#include "judge/io/slow_server.hpp"

#include "sandbox/listener.hpp"

#include <fmt/format.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/listener.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace gilkit::judge {

namespace {

// A connection is accepted, read and answered in passes of their own.
constexpr int passes = 4;
constexpr std::size_t spare_connections = 64;
constexpr std::size_t connections_a_page = 4;
constexpr int most_request_bytes = 64 << 10;

const char* phrase_of(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    case 503:
        return "Service Unavailable";
    default:
        return "As planned";
    }
}

} // namespace

class SlowServer::Serving {
public:
    Serving(std::string address, bool patient) : address_(std::move(address)), patient_(patient) {}
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    Serving(Serving&&) = delete;
    Serving& operator=(Serving&&) = delete;
    ~Serving() {
        http_.reset(); // closes its connections, and tells us of it
    }

    os::Result<void> begin(os::UniqueFd listener) {
        base_.reset(event_base_new());
        http_.reset(base_ ? evhttp_new(base_.get()) : nullptr);
        socket_ = http_ ? evhttp_accept_socket_with_handle(http_.get(), listener.get()) : nullptr;
        if (socket_ == nullptr) {
            return tl::unexpected(os::Error{ENOMEM, "start the slow server"});
        }
        (void)listener.release(); // libevent's
        evhttp_set_max_headers_size(http_.get(), most_request_bytes);
        evhttp_set_max_body_size(http_.get(), most_request_bytes);
        evhttp_set_gencb(
            http_.get(),
            [](evhttp_request* request, void* self) { static_cast<Serving*>(self)->arrived(request); }, this);
        evhttp_set_bevcb(
            http_.get(),
            [](event_base* /*base*/, void* self) -> bufferevent* {
                static_cast<Serving*>(self)->connected();
                return nullptr; // libevent makes its own
            },
            this);
        return {};
    }

    void serve(Site site) {
        site_ = std::move(site);
        visits_.clear();
        ++calls_;
        for (Open& open : open_) {
            open.due_s -= now_s_;
        }
        now_s_ = 0;
        connections_ = 0;
    }

    bool tick(double now_s) {
        now_s_ = now_s;
        poll();
        answer_what_is_due();
        poll();
        return !is_flooded();
    }

    const std::string& address() const { return address_; }
    const std::vector<Visit>& visits() const { return visits_; }

private:
    template<auto Free>
    struct Deleter {
        template<typename T>
        void operator()(T* object) const {
            Free(object);
        }
    };
    using Buffer = std::unique_ptr<evbuffer, Deleter<evbuffer_free>>;

    // A request that waits for its answer.
    struct Open {
        evhttp_request* request;
        evhttp_connection* connection;
        int call;          // in which it came: its visit is written down as long as that is going on
        std::size_t visit; // its index
        Page page;
        double due_s;
    };

    void poll() {
        for (int pass = 0; pass < passes; ++pass) {
            event_base_loop(base_.get(), EVLOOP_NONBLOCK);
        }
    }

    bool is_flooded() const { return connections_ > spare_connections + connections_a_page * site_.size(); }

    // From within libevent's loop over those that wait to be accepted, which it then leaves.
    void connected() {
        ++connections_;
        if (is_flooded()) {
            evconnlistener_disable(evhttp_bound_socket_get_listener(socket_));
        }
    }

    void arrived(evhttp_request* request) {
        const char* const uri = evhttp_request_get_uri(request);
        const std::string path = uri != nullptr ? uri : "";
        visits_.push_back({path, now_s_, -1});
        const auto found = site_.find(path);
        Page page = found != site_.end() ? found->second : Page{"no such page\n", 0, 404};
        const double due_s = now_s_ + (patient_ ? page.latency_s : 0);
        evhttp_connection* const connection = evhttp_request_get_connection(request);
        evhttp_connection_set_closecb(
            connection,
            [](evhttp_connection* closed, void* self) { static_cast<Serving*>(self)->closed(closed); }, this);
        open_.push_back({request, connection, calls_, visits_.size() - 1, std::move(page), due_s});
    }

    // By the client, or by us.
    void closed(evhttp_connection* connection) {
        for (const Open& open : open_) {
            if (open.connection == connection) {
                write_down(open);
            }
        }
        open_.erase(std::remove_if(open_.begin(), open_.end(),
                                   [&](const Open& open) { return open.connection == connection; }),
                    open_.end());
    }

    void write_down(const Open& open) {
        if (open.call == calls_) {
            visits_[open.visit].answered_s = now_s_;
        }
    }

    void answer_what_is_due() {
        while (auto open = take_due()) {
            write_down(*open);
            answer(*open);
        }
    }

    std::optional<Open> take_due() {
        const auto due = std::find_if(open_.begin(), open_.end(), [&](const Open& open) {
            return open.due_s <= now_s_ && open.page.behaviour != Behaviour::never;
        });
        if (due == open_.end()) {
            return std::nullopt;
        }
        Open open = std::move(*due);
        open_.erase(due);
        return open;
    }

    static void answer(const Open& open) {
        bufferevent* const stream = evhttp_connection_get_bufferevent(open.connection);
        if (open.page.behaviour == Behaviour::resets) {
            // Dissolving the association (connect(2)) sends a reset; libevent would say good-bye first.
            sockaddr nobody{};
            nobody.sa_family = AF_UNSPEC;
            (void)::connect(bufferevent_getfd(stream), &nobody, sizeof nobody);
            evhttp_connection_free(open.connection);
            return;
        }
        evhttp_add_header(evhttp_request_get_output_headers(open.request), "Content-Type",
                          "text/plain; charset=utf-8");
        const Buffer body(evbuffer_new());
        evbuffer_add(body.get(), open.page.body.data(), open.page.body.size());
        evhttp_send_reply(open.request, open.page.status, phrase_of(open.page.status), body.get());
        if (open.page.behaviour == Behaviour::twice) {
            const std::string again = fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
                                                  open.page.body.size(), open.page.body);
            bufferevent_write(stream, again.data(), again.size());
        }
    }

    std::string address_;
    bool patient_;
    std::unique_ptr<event_base, Deleter<event_base_free>> base_;
    std::unique_ptr<evhttp, Deleter<evhttp_free>> http_;
    evhttp_bound_socket* socket_ = nullptr; // of http_
    Site site_;
    std::vector<Visit> visits_;
    std::vector<Open> open_;
    int calls_ = 0;
    double now_s_ = 0;
    std::size_t connections_ = 0; // since serve()
};

SlowServer::SlowServer(std::unique_ptr<Serving> serving) : serving_(std::move(serving)) {}
SlowServer::SlowServer(SlowServer&&) noexcept = default;
SlowServer& SlowServer::operator=(SlowServer&&) noexcept = default;
SlowServer::~SlowServer() = default;

os::Result<SlowServer> SlowServer::start(os::UniqueFd listener, bool patient) {
    const auto port = sandbox::port_of(listener);
    if (!port) {
        return tl::unexpected(port.error());
    }
    auto serving = std::make_unique<Serving>(fmt::format("http://127.0.0.1:{}", *port), patient);
    if (const auto begun = serving->begin(std::move(listener)); !begun) {
        return tl::unexpected(begun.error());
    }
    return SlowServer(std::move(serving));
}

const std::string& SlowServer::address() const {
    return serving_->address();
}
void SlowServer::serve(Site site) {
    serving_->serve(std::move(site));
}
bool SlowServer::tick(double now_s) {
    return serving_->tick(now_s);
}
const std::vector<Visit>& SlowServer::visits() const {
    return serving_->visits();
}

} // namespace gilkit::judge
