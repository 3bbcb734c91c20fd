// A box with the real runner and the distribution's Python, for one submission.
#pragma once

#include "sandbox/box.hpp"

#include <string>

namespace gilkit::sandbox::test {

// What a test usually wants: module `submission`, function `run`, four workers.
// The best that this machine allows, or tier D where GILKIT_TIER asks for it.
const Enclosure& enclosure_under_test();

BoxSpec spec_for(std::string source);

class ABox {
public:
    explicit ABox(const std::string& source) : ABox(spec_for(source)) {}
    explicit ABox(const BoxSpec& spec);

    Reply load();
    // With a deadline that is only there so that a broken test ends.
    Reply call(const nlohmann::json& arguments = nlohmann::json::array());
    Reply call_for(double seconds);
    Reply finish();
    Box& box() { return box_; }

private:
    Box box_;
};

// load() and call() in a new box; the load must work.
Reply result_of(const std::string& source, const nlohmann::json& arguments = nlohmann::json::array());

} // namespace gilkit::sandbox::test
