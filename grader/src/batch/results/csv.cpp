#include "batch/results/csv.hpp"

#include "report/text.hpp"

namespace gilkit::batch {

std::string csv_text(std::string_view hostile) {
    const bool is_formula =
        !hostile.empty() && std::string_view("=+-@\t\r\n").find(hostile[0]) != std::string_view::npos;
    return (is_formula ? "'" : "") + report::safe(hostile, true, report::Wording::exact);
}

std::string csv_row(const std::vector<std::string>& cells) {
    std::string row;
    for (const std::string& cell : cells) {
        row += &cell == &cells.front() ? "" : ",";
        if (cell.find_first_of(",\"\r\n") == std::string::npos) {
            row += cell;
            continue;
        }
        row += '"';
        for (const char letter : cell) {
            row += letter == '"' ? std::string("\"\"") : std::string(1, letter);
        }
        row += '"';
    }
    return row + "\r\n";
}

} // namespace gilkit::batch
