#include "bundle/gradescope.hpp"
#include "bundle/packages.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/own_files.hpp"
#include "cli/shared_options.hpp"

#include <fmt/format.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct BundleArguments {
    std::string exercise;
    std::string output;
    std::string least_tier;
};

int run_bundle(const BundleArguments& arguments) {
    const auto loaded = load_kit({.recordings = content::Recordings::ignored, .for_learner = true});
    if (!loaded) {
        return exit_usage;
    }
    const auto& [kit, course] = *loaded;
    const content::Unit* const unit = course.find(arguments.exercise);
    if (unit == nullptr || !unit->exercise) {
        complain(fmt::format("there is no exercise '{}'; gilkit list shows them", arguments.exercise));
        return exit_usage;
    }
    const std::string output =
        arguments.output.empty() ? fmt::format("gradescope-{}.zip", unit->id) : arguments.output;
    if (!can_deliver(output)) {
        return exit_usage;
    }
    const OwnFiles own = own_files();
    const auto zip = bundle::gradescope_bundle({own.program, own.init, own.archive, kit.root},
                                               *unit->exercise, arguments.least_tier);
    if (!zip) {
        complain(zip.error());
        return exit_grader_broke;
    }
    if (!deliver(*zip, output)) {
        return exit_grader_broke;
    }
    const std::string text = fmt::format(
        "{} is an autograder for {}. Upload it at Gradescope (Configure Autograder); the image has to be of "
        "this distribution: {}.\n",
        output, unit->id, bundle::this_distribution());
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_gradescope_bundle(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<BundleArguments>();
    CLI::App* command = app.add_subcommand(
        "gradescope-bundle", "Make the zip by which Gradescope grades an exercise with this gilkit");
    command->add_option("EXERCISE", arguments->exercise, "The exercise's id")->required();
    command
        ->add_option("--output", arguments->output,
                     "The file to write (default: gradescope-EXERCISE.zip, here)")
        ->type_name("FILE");
    add_tier_option(*command, arguments->least_tier,
                    "Grade nothing there in a weaker box than that: A, B, C or D (default: any)");
    command->footer(
        "Example:\n"
        "  gilkit gradescope-bundle plus-equals\n\n"
        "It holds this gilkit and the course, and has to be made on the distribution that the\n"
        "autograder's image is of. What else is needed are packages of that, which its setup.sh gets.\n\n"
        "Exit code: 0 written, 2 wrong usage, 3 it could not be made or written.");
    command->callback([arguments, &action] { action = [arguments] { return run_bundle(*arguments); }; });
}

} // namespace gilkit::cli
