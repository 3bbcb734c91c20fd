#include "judge/io/site.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace gilkit::judge;
using nlohmann::json;

namespace {

using Pairs = std::vector<std::pair<json, json>>;

json dict(const Pairs& pairs) {
    json all = json::array();
    for (const auto& [key, value] : pairs) {
        all.push_back(json::array({key, value}));
    }
    return {{"$", "dict"}, {"v", all}};
}

json call_with(const json& page) {
    const json urls = json::array({"{server}/a"});
    return dict({{"call", dict({{"urls", urls}})}, {"server", dict({{"/a", page}})}});
}

} // namespace

TEST_CASE("A call and its pages") {
    const auto call = served_call_from(call_with(dict({{"body", "text"},
                                                       {"latency_s", {{"$", "float"}, {"v", "0x1.0p-3"}}},
                                                       {"status", 503},
                                                       {"behaviour", "resets"}})));
    REQUIRE(call);
    CHECK(call->arguments == json::parse(R"([["urls", ["{server}/a"]]])"));
    REQUIRE(call->site.size() == 1);
    const Page& page = call->site.at("/a");
    CHECK(page.body == "text");
    CHECK(page.latency_s == 0.125);
    CHECK(page.status == 503);
    CHECK(page.behaviour == Behaviour::resets);
}

TEST_CASE("All that a page has may be left out") {
    const auto call = served_call_from(call_with(dict({})));
    REQUIRE(call);
    CHECK(call->site.at("/a").status == 200);
    CHECK(call->site.at("/a").behaviour == Behaviour::answers);
}

TEST_CASE("What is no call, or no page, is said") {
    CHECK(served_call_from(json(3)).error() == "expected a dict {'call': {…}, 'server': {…}}, got 3");
    CHECK(served_call_from(dict({{"call", dict({})}})).error().find("'server'") != std::string::npos);
    CHECK(served_call_from(call_with("text")).error() == "the page /a is no dict");
    CHECK(served_call_from(call_with(dict({{"latency_s", -1}}))).error() ==
          "the page /a can't have 'latency_s': -1");
    CHECK(served_call_from(call_with(dict({{"latency", 1}}))).error() ==
          "the page /a can't have 'latency': 1");
    CHECK(served_call_from(call_with(dict({{"behaviour", "sulks"}}))).error() ==
          "the page /a has an unknown behaviour 'sulks'");
    const json no_slash = dict({{"call", dict({})}, {"server", dict({{"a", dict({})}})}});
    CHECK(served_call_from(no_slash).error() == "a page's path begins with '/', and not like 'a'");
}

TEST_CASE("The server's address stands wherever a call names it") {
    const json arguments =
        json::parse(R"([["urls", ["{server}/a", "{server}/b?c={server}"]], ["workers", 8]])");
    CHECK(with_server(arguments, "http://h:1") ==
          json::parse(R"([["urls", ["http://h:1/a", "http://h:1/b?c=http://h:1"]], ["workers", 8]])"));
}
