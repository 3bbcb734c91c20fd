#include "report/doctor.hpp"

#include "report/pen.hpp"
#include "report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace gilkit::report {

namespace {

enum class State : std::uint8_t { good, look, missing, absent, plain };

// "0-3,8"
std::string cpu_list(const std::vector<int>& cpus) {
    std::string list;
    for (std::size_t i = 0; i < cpus.size();) {
        std::size_t last = i;
        while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) {
            ++last;
        }
        list += fmt::format("{}{}", list.empty() ? "" : ",", cpus[i]);
        if (last > i) {
            list += fmt::format("-{}", cpus[last]);
        }
        i = last + 1;
    }
    return list;
}

std::string fine_percent(double share) {
    return fmt::format("{:.{}f} %", share * 100, share < 0.0995 ? 1 : 0);
}

std::string age(double s) {
    constexpr double minute = 60;
    constexpr double hour = 3600;
    if (s < 2 * minute) {
        return fmt::format("{:.0f} s ago", s);
    }
    return s < 2 * hour ? fmt::format("{:.0f} min ago", s / minute) : fmt::format("{:.0f} h ago", s / hour);
}

class DoctorPage {
public:
    explicit DoctorPage(const TerminalStyle& style) : pen(style) {}

    void head(const doctor::Doctor& doctor);
    void machine(const doctor::Doctor& doctor);
    void calibration(const measure::BootCalibration& calibration);
    void facilities(const doctor::Doctor& doctor, doctor::FacilityUse use, std::string_view title);
    void enclosure(const sandbox::Enclosure& enclosure);
    void interpreters(const std::vector<doctor::FoundInterpreter>& found);
    std::string take() { return std::move(text); }

private:
    void line(std::string_view safe_line) { text.append(safe_line).append("\n"); }
    void title(std::string_view words) {
        line("");
        for (const std::string& each : wrap(pen.prose(words), pen.prose_width())) {
            line(pen.paint(Ink::strong, each));
        }
    }
    // "  ✓ label  words", the words wrapped beside the label, or below it where there is little room.
    void row(State state, std::string_view label, std::string_view words, std::string_view advice = {});
    // Paths: every character counts.
    void verbatim(std::string_view words, int indent) {
        for (const std::string& each : wrap(pen.exact(words), pen.width() - indent)) {
            line(fmt::format("{:{}}{}", "", indent, pen.paint(Ink::faint, each)));
        }
    }
    Pen::Sign sign_of(State state) const {
        switch (state) {
        case State::good:
            return {pen.signs().passed, Ink::good};
        case State::look:
            return {pen.signs().unsure, Ink::unsure};
        case State::missing:
            return {pen.signs().failed, Ink::bad};
        case State::absent:
            return {pen.signs().skipped, Ink::faint};
        case State::plain:
            break;
        }
        return {" ", Ink::plain};
    }

    static constexpr int label_width = 16;

    Pen pen;
    std::string text;
};

void DoctorPage::row(State state, std::string_view label, std::string_view words, std::string_view advice) {
    constexpr int beside = 2 + 2 + label_width + 2;
    constexpr int least_room = 36;
    const bool below = pen.prose_width() - beside < least_room;
    const int indent = below ? 4 : beside;
    const auto [sign, ink] = sign_of(state);
    const std::string head = fmt::format("  {} {:<{}}", pen.paint(ink, sign), label, below ? 0 : label_width);
    std::vector<std::string> lines = wrap(pen.prose(words), pen.prose_width() - indent);
    std::size_t next = 0;
    if (below || lines.empty()) {
        line(head.substr(0, head.find_last_not_of(' ') + 1));
    } else {
        line(fmt::format("{}  {}", head, lines[next++]));
    }
    for (; next < lines.size(); ++next) {
        line(fmt::format("{:{}}{}", "", indent, lines[next]));
    }
    if (!advice.empty()) {
        for (const std::string& each :
             wrap(pen.prose("Try: " + std::string(advice)), pen.prose_width() - indent)) {
            line(fmt::format("{:{}}{}", "", indent, pen.paint(Ink::unsure, each)));
        }
    }
}

void DoctorPage::head(const doctor::Doctor& doctor) {
    const auto missing = doctor.missing();
    const auto [sign, ink] = sign_of(missing.empty() ? State::good : State::missing);
    const std::string words =
        missing.empty()
            ? std::string("Grading works here.")
            : fmt::format("Grading can't work here. Missing: {}; see below.", fmt::join(missing, ", "));
    std::string before = std::string(sign) + " ";
    for (const std::string& each : wrap(words, pen.prose_width() - 2)) {
        line(pen.paint(ink, before + each));
        before = "  ";
    }
}

void DoctorPage::machine(const doctor::Doctor& doctor) {
    const os::MachineFacts& facts = doctor.machine;
    title("Machine");
    row(State::plain, "kernel",
        fmt::format("Linux {}{}", facts.kernel,
                    !facts.hypervisor.has_value() ? ""
                    : *facts.hypervisor           ? ", in a virtual machine"
                                                  : ", not in a virtual machine as far as the CPU says"));
    const auto allowed = static_cast<double>(facts.cpus_allowed.size());
    const bool all = facts.cores_effective >= facts.cpus_online;
    row(all ? State::good : State::look, "cores",
        fmt::format("{:.3g} to use: {} online, {} allowed (CPU {}), {}.", facts.cores_effective,
                    facts.cpus_online, facts.cpus_allowed.size(), cpu_list(facts.cpus_allowed),
                    !facts.quota ? std::string("no CPU quota")
                    : *facts.quota < allowed
                        ? fmt::format("CPU quota of {:.3g} cores", *facts.quota)
                        : fmt::format("CPU quota of {:.3g} cores, which is no limit", *facts.quota)));
    if (!facts.physical_cores) {
        row(State::look, "hyper-threads", "The kernel does not tell which CPUs share a physical core.");
    } else {
        std::vector<std::string> shared;
        for (const std::vector<int>& core : *facts.physical_cores) {
            if (core.size() > 1) {
                shared.push_back(cpu_list(core));
            }
        }
        row(shared.empty() ? State::good : State::look, "hyper-threads",
            shared.empty()
                ? fmt::format("The kernel knows of none among these CPUs.{}",
                              facts.hypervisor.value_or(false) ? " A hypervisor may hide them." : "")
                : fmt::format("{} physical cores; sharing one: CPUs {}.", facts.physical_cores->size(),
                              fmt::join(shared, " and ")));
    }
    calibration(doctor.calibration);
    const os::LoadDifference& now = doctor.meanwhile;
    constexpr double much_steal = 0.02;
    row(now.steal_share.value_or(0) < much_steal ? State::good : State::look, "steal",
        now.steal_share
            ? fmt::format("The hypervisor gave away {} of the time that these cores wanted in the last "
                          "{:.1f} s.",
                          fine_percent(*now.steal_share), now.wall_s)
        : now.steal_s ? std::string("These cores had too little to do to tell.")
                      : std::string("The kernel does not tell."));
    row(now.throttled_cpu_s.value_or(0) > 0 ? State::look : State::good, "throttling",
        !now.throttled_cpu_s ? std::string(facts.quota ? "The kernel does not tell."
                                                       : "There is no CPU quota that could stop us.")
        : *now.throttled_cpu_s > 0
            ? fmt::format("In the last {:.1f} s the CPU quota stopped us {} times, for {:.2f} s of "
                          "core time.",
                          now.wall_s, now.throttled_periods.value_or(0), *now.throttled_cpu_s)
            : fmt::format("No CPU quota stopped us in the last {:.1f} s.", now.wall_s));
    std::string busy;
    if (facts.pressure) {
        busy = fmt::format("In the last 10 s work waited for a core {:.0f} % of the time. ",
                           facts.pressure->avg10);
    }
    if (facts.load) {
        busy += fmt::format("Load {:.1f}, {:.1f}, {:.1f} over 1, 5, 15 minutes.", facts.load->avg1,
                            facts.load->avg5, facts.load->avg15);
    }
    constexpr double much_pressure = 10; // percent
    row(facts.pressure && facts.pressure->avg10 > much_pressure ? State::look : State::good, "neighbours",
        busy.empty() ? "The kernel does not tell." : busy);
}

void DoctorPage::calibration(const measure::BootCalibration& boot) {
    if (!boot.calibration) {
        row(State::absent, "two cores", "Not measured: " + boot.why_not + ".");
        return;
    }
    const measure::Calibration& measured = *boot.calibration;
    constexpr double much_disturbed = 0.2;
    const bool disturbed = measured.disturbed.value_or(0) > much_disturbed;
    std::string words =
        fmt::format("CPU {} and {} together do {:.2f} times the work of one ({:.2f} to {:.2f} in {} rounds), "
                    "by CPU time; {:.2f} "
                    "times ({:.2f} to {:.2f}) by the clock, neighbours included.",
                    measured.cpus[0], measured.cpus[1], measured.throughput.median, measured.throughput.low,
                    measured.throughput.high, measured.rounds, measured.throughput_wall.median,
                    measured.throughput_wall.low, measured.throughput_wall.high);
    constexpr double much_steal = 0.02;
    const bool stolen = measured.steal_share.value_or(0) > much_steal;
    if (disturbed) {
        words +=
            fmt::format(" Neighbours kept the other core busy for {} of the time that one should have been "
                        "alone, so the first figure is an upper bound.",
                        fine_percent(*measured.disturbed));
    }
    if (stolen) {
        words += fmt::format(" The hypervisor gave away {} of the cores' time meanwhile.",
                             fine_percent(*measured.steal_share));
    }
    words += boot.cached ? fmt::format(" Measured {}, kept for this boot.", age(boot.age_s))
                         : " Measured just now.";
    constexpr double nearly_two = 1.8;
    row(disturbed || stolen || measured.throughput.median < nearly_two ? State::look : State::good,
        "two cores", words,
        disturbed || stolen ? "gilkit doctor --recalibrate, when the machine is quiet." : "");
    if (!boot.cache_trouble.empty()) {
        row(State::look, "cache", (boot.cached ? "" : "It was measured anew: ") + boot.cache_trouble + ".");
    }
}

void DoctorPage::facilities(const doctor::Doctor& doctor, doctor::FacilityUse use, std::string_view words) {
    title(words);
    for (const doctor::Facility& facility : doctor.facilities) {
        if (facility.use == use) {
            row(facility.available ? State::good
                : facility.needed  ? State::missing
                                   : State::absent,
                facility.name, facility.found, facility.enable);
        }
    }
}

void DoctorPage::enclosure(const sandbox::Enclosure& enclosure) {
    const bool boxed = enclosure.tier <= sandbox::Tier::B;
    row(boxed ? State::good : State::look, "box",
        boxed ? "Submissions run in a box of their own: they see neither your files nor the network."
              : "Submissions run without a box: grade only code that you trust.",
        enclosure.why_not_better.empty() ? "" : enclosure.why_not_better + ".");
}

void DoctorPage::interpreters(const std::vector<doctor::FoundInterpreter>& found) {
    title("Interpreters");
    for (const doctor::FoundInterpreter& each : found) {
        const State state = each.usable ? State::good : each.student ? State::missing : State::absent;
        std::string words;
        if (each.interpreter) {
            const auto& gil = each.interpreter->gil_enabled;
            words = fmt::format("{} {}{}{}", each.interpreter->implementation, each.interpreter->version,
                                pen.signs().separator,
                                !gil   ? "GIL unknown"
                                : *gil ? "GIL"
                                       : "no GIL");
        }
        if (!each.fault.empty()) {
            words += (words.empty() ? "" : std::string(pen.signs().separator)) + each.fault;
        }
        const auto [sign, ink] = sign_of(state);
        std::string before = fmt::format("  {} ", pen.paint(ink, sign));
        for (const std::string& row : wrap(pen.prose(words), pen.prose_width() - 4)) {
            line(before + row);
            before = "    ";
        }
        verbatim(each.interpreter ? each.interpreter->path : each.found_as, 4);
        if (each.student) {
            const std::string use = each.usable
                                        ? "Runs submissions, unless --python names another one."
                                        : "Would run submissions. Install Python 3.9 or newer, or name one "
                                          "with --python PATH.";
            for (const std::string& row : wrap(use, pen.prose_width() - 4)) {
                line("    " + row);
            }
        }
    }
}

} // namespace

std::string doctor_text(const doctor::Doctor& doctor, const TerminalStyle& style) {
    DoctorPage page(style);
    page.head(doctor);
    page.machine(doctor);
    page.facilities(doctor, doctor::FacilityUse::measuring, "Measuring");
    page.interpreters(doctor.interpreters);
    page.facilities(doctor, doctor::FacilityUse::gil, "Looking into a running program");
    page.facilities(doctor, doctor::FacilityUse::sandbox,
                    fmt::format("Sandbox: tier {} is in force", to_string(doctor.enclosure.tier)));
    page.enclosure(doctor.enclosure);
    return page.take();
}

} // namespace gilkit::report
