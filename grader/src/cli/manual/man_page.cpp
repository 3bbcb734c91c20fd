#include "cli/manual/man_page.hpp"

#include "cli/manual/footer.hpp"
#include "cli/manual/manual_texts.hpp"
#include "cli/manual/roff.hpp"
#include "cli/shell/app_view.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace gilkit::cli::manual {

namespace {

// A command and those below it, in the order of the help.
void collect(CLI::App& app, std::vector<CLI::App*>& commands) {
    for (CLI::App* command : shell::commands_of(app)) {
        commands.push_back(command);
        collect(*command, commands);
    }
}

std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    return CLI::detail::find_and_replace(text, "\n", " ");
}

// Descriptions in the help end without a full stop.
Pieces sentence(const std::string& text, char end = '.') {
    const std::string line = one_line(text);
    const bool ended = line.empty() || line.ends_with('.') || line.ends_with('?') || line.ends_with('!');
    return prose(ended ? line : line + end);
}

// What stands behind its name in the first line of the help: " [OPTIONS] [WHAT...]".
std::string usage_behind_name(const CLI::App& app) {
    const CLI::Formatter formatter;
    const std::string usage = one_line(formatter.make_usage(&app, ""));
    const std::size_t begin = usage.find(' ');
    return begin == std::string::npos ? "" : usage.substr(begin);
}

class Manual {
public:
    Manual(CLI::App& app, std::string_view date, std::string_view version)
        : app_(&app), page_(app.get_name(), date, app.get_name() + " " + std::string(version)) {
        collect(app, commands_);
    }

    std::string text() {
        name();
        synopsis();
        description();
        page_.section("OPTIONS");
        options(*app_);
        commands();
        exit_status();
        explain("ENVIRONMENT", environment_variables());
        explain("FILES", files());
        examples();
        see_also();
        return page_.text();
    }

private:
    void name() {
        page_.section("NAME");
        std::string what = one_line(app_->get_description());
        what.resize(what.ends_with('.') ? what.size() - 1 : what.size());
        // Read by mandb and whatis(1), which expect just this, without faces.
        page_.paragraph({{Face::roman, app_->get_name() + " - " + what}});
    }

    void synopsis() {
        page_.section("SYNOPSIS");
        usage(*app_);
        for (const CLI::App* command : commands_) {
            page_.line_break();
            usage(*command);
        }
    }

    void usage(const CLI::App& app) {
        page_.line({{Face::bold, shell::full_name(app)}, {Face::roman, usage_behind_name(app)}});
    }

    void description() {
        page_.section("DESCRIPTION");
        for (const std::string_view paragraph : description_paragraphs()) {
            page_.paragraph(prose(paragraph));
        }
        blocks(parts_of_footer(app_->get_footer()));
    }

    void commands() {
        page_.section("COMMANDS");
        for (CLI::App* command : commands_) {
            page_.subsection(shell::full_name(*command) + usage_behind_name(*command));
            page_.paragraph(sentence(command->get_description()));
            for (const CLI::Option* positional : shell::positionals_of(*command)) {
                option(*positional);
            }
            options(*command);
            blocks(parts_of_footer(command->get_footer()));
        }
    }

    void options(CLI::App& app) {
        for (const CLI::Option* each : shell::options_of(app)) {
            option(*each);
        }
    }

    void option(const CLI::Option& option) {
        const CLI::Formatter formatter;
        const bool positional = option.get_positional();
        // " FILE", " ID ...", " N Excludes: --record"
        const std::string behind = formatter.make_option_opts(&option);
        Pieces term{{Face::bold, formatter.make_option_name(&option, positional)}};
        const std::size_t end = shell::takes_value(option) ? std::min(behind.find(' ', 1), behind.size()) : 0;
        if (end > 0) {
            term.push_back({Face::roman, " "});
            term.push_back({Face::italic, behind.substr(1, end - 1)});
        }
        term.push_back({Face::roman, behind.substr(end)});
        page_.entry(term, sentence(formatter.make_option_desc(&option)));
    }

    void blocks(const Footer& footer) {
        for (const FooterBlock& block : footer.blocks) {
            if (!block.prose.empty()) {
                page_.paragraph(prose(block.prose));
            }
            if (!block.indented.empty()) {
                page_.verbatim(block.indented);
            }
        }
    }

    void exit_status() {
        explain("EXIT STATUS", exit_codes());
        page_.paragraph(prose("Where a command means something else by it, or something of its own:"));
        for (const CLI::App* command : commands_) {
            if (const Footer footer = parts_of_footer(command->get_footer()); !footer.exit_code.empty()) {
                page_.entry({{Face::bold, shell::full_name(*command)}}, prose(footer.exit_code));
            }
        }
    }

    void explain(std::string_view title, std::span<const Explained> entries) {
        page_.section(title);
        for (const Explained& each : entries) {
            page_.entry({{Face::bold, std::string(each.term)}}, prose(each.text));
        }
    }

    void examples() {
        page_.section("EXAMPLES");
        examples_of(*app_, "To begin");
        for (const CLI::App* command : commands_) {
            examples_of(*command, one_line(command->get_description()));
        }
    }

    void examples_of(const CLI::App& app, const std::string& title) {
        if (const Footer footer = parts_of_footer(app.get_footer()); !footer.examples.empty()) {
            page_.paragraph(sentence(title, ':'));
            page_.verbatim(footer.examples);
        }
    }

    void see_also() {
        page_.section("SEE ALSO");
        Pieces pieces;
        for (const std::string_view other : other_pages()) {
            const std::size_t bracket = other.find('(');
            pieces.push_back({Face::roman, pieces.empty() ? "" : ", "});
            pieces.push_back({Face::bold, std::string(other.substr(0, bracket))});
            pieces.push_back({Face::roman, std::string(other.substr(bracket))});
        }
        page_.paragraph(pieces);
    }

    CLI::App* app_;
    RoffPage page_;
    std::vector<CLI::App*> commands_;
};

} // namespace

std::string man_page(CLI::App& app, std::string_view date, std::string_view version) {
    return Manual(app, date, version).text();
}

} // namespace gilkit::cli::manual
