// One line at the bottom of a terminal that somebody else writes to at the same time.
//
// The last row is taken out of what scrolls (DECSTBM, as apt does it for dpkg), so that what the others print
// goes on above it, and nothing of it is lost or moved. Sequences: ECMA-48 and the VT100's, which every
// terminal but a "dumb" one has known since.
#pragma once

#include <optional>
#include <string_view>

namespace gilkit::cli {

// On stderr. Nothing is written to what is no terminal, or too small a one; while we are in the background;
// while the terminal can't take it (Ctrl-S); and while somebody reads keys instead of lines: an editor or a
// pager has the whole screen, and the row is given back to it.
class StatusRow {
public:
    StatusRow();
    ~StatusRow() { clear(); }
    StatusRow(const StatusRow&) = delete;
    StatusRow& operator=(const StatusRow&) = delete;

    // ASCII without control characters; cut to the width.
    void show(std::string_view what);
    // The row scrolls again.
    void clear();

private:
    struct Size {
        int rows;
        int columns;
        bool operator==(const Size&) const = default;
    };

    std::optional<Size> size() const;

    bool able_;
    std::optional<Size> taken_; // of the terminal when the row was taken out of it
};

} // namespace gilkit::cli
