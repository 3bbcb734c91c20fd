// One line on stderr that says what is going on, for people who wait.
#pragma once

#include <string>
#include <string_view>

namespace gilkit::cli {

// On a terminal the line is rewritten in place and gone at the end; elsewhere nothing is printed, so that
// logs stay readable.
class Progress {
public:
    Progress();
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::string_view what);
    void clear();

private:
    bool terminal_;
    bool shown_ = false;
};

} // namespace gilkit::cli
