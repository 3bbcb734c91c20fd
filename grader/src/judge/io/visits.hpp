// What the slow server saw, and what that says of a program's waiting: pure functions.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace gilkit::judge {

// One request, on the server's clock, in seconds.
struct Visit {
    std::string path;
    double arrived_s = 0;
    double answered_s = -1; // or when the connection was closed; < 0: still open
};

struct Traffic {
    int visits = 0;
    // Requests under way: on average over the time in which any was, and the most at once.
    double mean_in_flight = 0;
    int most_in_flight = 0;
    std::vector<std::string> again;   // paths asked for more than once
    std::vector<std::string> unknown; // that are none of the site's
    std::vector<std::string> missing; // never asked for
};

// `end_s`: when what is still open counts as ended. `paths`: those of the site.
Traffic traffic_of(const std::vector<Visit>& visits, double end_s, const std::set<std::string>& paths);

} // namespace gilkit::judge
