// The pages of the slow server: what an exercise's inputs.py says of a call to a program that fetches them.
#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::judge {

// What the server does once a page's latency is over.
enum class Behaviour : std::uint8_t {
    answers,
    resets, // the connection, in place of an answer
    never,  // nothing: the request stays open
    twice,  // a second answer follows on the same connection, which nobody has asked for
};

struct Page {
    std::string body;     // text/plain, UTF-8
    double latency_s = 0; // on the clock that the server is given
    int status = 200;
    Behaviour behaviour = Behaviour::answers;
};

using Site = std::map<std::string, Page, std::less<>>; // path → page

// A call, and the pages that are there meanwhile.
struct ServedCall {
    nlohmann::json arguments; // a list of [name, value], in the runner's encoding
    Site site;
};

// From what a function of inputs.py returned, in the runner's encoding: a dict {"call": {name: value},
// "server": {path: {"body": …, "latency_s": …, "status": …, "behaviour": …}}}; all of a page's keys may be
// left out. The error is a sentence for the author.
tl::expected<ServedCall, std::string> served_call_from(const nlohmann::json& value);

// The arguments with "{server}" in each of their texts replaced by `address`.
nlohmann::json with_server(nlohmann::json arguments, std::string_view address);

} // namespace gilkit::judge
