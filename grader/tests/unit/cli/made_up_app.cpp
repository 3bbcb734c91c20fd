#include "cli/made_up_app.hpp"

namespace gilkit::cli::test {

MadeUpApp::MadeUpApp() : app_("Teaches things.", "kit") {
    app_.set_version_flag("--version", "kit 1");
    app_.require_subcommand(0, 1);
    app_.footer("Example:\n  kit grade one\n`kit COMMAND --help` says more.");

    CLI::App* const grade = app_.add_subcommand("grade", "Grade submissions");
    grade->add_option("WHAT", texts_, "Exercise id, or the path of a submission");
    grade->add_option("--exercise", text_, "The exercise of the paths")->type_name("ID");
    grade->add_option("-n,--runs", number_, "How often")
        ->type_name("N")
        ->check(CLI::Range(1, 9).description(""));
    grade->add_option("--format", text_, "text or json")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    CLI::Option* const record = grade->add_flag("--record", flag_, "Write down what .\\\" it was");
    grade->add_option("--output", text_, "Write there")->type_name("FILE")->excludes(record);
    grade->add_option("--python", text_, "The Python that runs it")->type_name("PATH");
    grade->add_flag("--secret", flag_, "Not for everybody")->group("");
    grade->footer("Example:\n  kit grade one\n  .\\grade 'two'\n\nIt takes\na while.\n\nExit code: 0 "
                  "passed,\n1 failed.");

    CLI::App* const verify = app_.add_subcommand("verify", "Is all well?");
    verify->add_option("ID", texts_, "Lessons and exercises to verify");
    verify->add_option("--only", many_, "One of them; may be repeated")
        ->type_name("ID")
        ->type_size(1)
        ->allow_extra_args(false);
    verify->add_option("--all-of", many_, "Any number of lessons")->type_name("ID");

    CLI::App* const site = app_.add_subcommand("site", "Build the website, or check it");
    site->require_subcommand(1);
    CLI::App* const build = site->add_subcommand("build", "Write it");
    build->add_option("--out", text_, "Where to")->type_name("DIR");
    site->add_subcommand("check", "Check it");

    CLI::App* const measure = app_.add_subcommand("measure", "Observe a command");
    measure->add_option("COMMAND", texts_, "What to run");
    measure->add_option("-n,--runs", number_, "How often")->type_name("N");

    app_.add_subcommand("hidden", "Not for everybody")->group("");
}

std::vector<std::string> MadeUpApp::offered(const std::vector<std::string>& words) {
    std::vector<std::string> offers;
    for (const shell::Offer& offer : shell::complete(app_, words, made_up_surroundings()).offers) {
        offers.push_back(offer.word);
    }
    return offers;
}

shell::Surroundings made_up_surroundings() {
    return {[] {
                return std::vector<content::OutlineUnit>{{"one", {"first"}, true, true, "The first: begin"},
                                                         {"reading", {}, true, false, "A lesson"},
                                                         {"capstone", {}, false, true, "An exercise"}};
            },
            [] {
                return std::vector<std::string>{"python3", "/opt/python/bin/python3"};
            }};
}

} // namespace gilkit::cli::test
