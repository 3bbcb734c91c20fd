// Whom a program talks with while it is called, where a call is more than its arguments.
#pragma once

#include "sandbox/box.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <functional>
#include <memory>

namespace gilkit::judge {

class Partner {
public:
    Partner() = default;
    Partner(const Partner&) = delete;
    Partner& operator=(const Partner&) = delete;
    Partner(Partner&&) = delete;
    Partner& operator=(Partner&&) = delete;
    virtual ~Partner() = default;

    // The call is about to begin: what the program is given, for the run's arguments.
    virtual tl::expected<nlohmann::json, sandbox::Failure> begin(const nlohmann::json& arguments) = 0;
    // With every look at the call, by the clock of idle cores (watched_box.hpp).
    virtual void tick(double idle_s) = 0;
};

// Makes one for a box that is `served`.
using PartnerMaker = std::function<tl::expected<std::unique_ptr<Partner>, sandbox::Failure>(sandbox::Box&)>;

} // namespace gilkit::judge
