#include "report/doctor.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/progress.hpp"
#include "cli/shared_options.hpp"
#include "doctor/doctor.hpp"

#include <unistd.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct DoctorArguments {
    doctor::DoctorOptions options;
    std::string format = "text";
    std::string output;
};

int run_doctor(DoctorArguments arguments) {
    Progress progress;
    arguments.options.progress = [&](std::string_view what) { progress.show(what); };
    arguments.options.enclosure = enclosure_for(std::nullopt);
    const auto doctor = doctor::examine_machine(arguments.options);
    progress.clear();
    if (!doctor) {
        complain("interrupted; nothing was left running");
        return exit_interrupted;
    }
    std::string text;
    if (arguments.format == "json") {
        text = report::doctor_json(*doctor);
    } else {
        report::TerminalStyle style = report::terminal_style_for(STDOUT_FILENO);
        style.colour = style.colour && arguments.output.empty();
        text = report::doctor_text(*doctor, style);
    }
    if (!deliver(text, arguments.output)) {
        return exit_grader_broke;
    }
    return doctor->missing().empty() ? exit_ok : exit_inconclusive;
}

} // namespace

void add_doctor(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<DoctorArguments>();
    CLI::App* command =
        app.add_subcommand("doctor", "Tell what this machine can measure, and how to get the rest");
    add_python_option(*command, arguments->options.python, "The Python that would run submissions");
    command->add_flag("--recalibrate", arguments->options.recalibrate,
                      "Measure anew what two cores deliver, instead of once a boot");
    command
        ->add_option("--format", arguments->format,
                     "text (default) or json (grader/schema/doctor.schema.json)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    command->add_option("--output", arguments->output, "Write the report there instead of to stdout")
        ->type_name("FILE");
    command->footer("Example:\n"
                    "  gilkit doctor\n"
                    "  gilkit doctor --recalibrate --format json --output doctor.json\n\n"
                    "Exit code: 0 grading works here, 2 wrong usage, 3 the doctor itself failed,\n"
                    "4 something that measuring needs is missing, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_doctor(*arguments); }; });
}

} // namespace gilkit::cli
