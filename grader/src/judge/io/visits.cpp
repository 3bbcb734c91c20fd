#include "judge/io/visits.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace gilkit::judge {

Traffic traffic_of(const std::vector<Visit>& visits, double end_s, const std::set<std::string>& paths) {
    Traffic traffic;
    traffic.visits = static_cast<int>(visits.size());
    std::map<std::string, int> counts;
    std::vector<std::pair<double, int>> changes; // (when, by how many); at the same time the ends come first
    for (const Visit& visit : visits) {
        ++counts[visit.path];
        changes.emplace_back(visit.arrived_s, 1);
        changes.emplace_back(std::max(visit.answered_s < 0 ? end_s : visit.answered_s, visit.arrived_s), -1);
    }
    for (const auto& [path, count] : counts) {
        if (paths.count(path) == 0) {
            traffic.unknown.push_back(path);
        } else if (count > 1) {
            traffic.again.push_back(path);
        }
    }
    for (const std::string& path : paths) {
        if (counts.count(path) == 0) {
            traffic.missing.push_back(path);
        }
    }
    std::stable_sort(changes.begin(), changes.end());
    int now = 0;
    double before_s = 0;
    double busy_s = 0;
    double requests_s = 0;
    for (const auto& [when_s, change] : changes) {
        requests_s += now * (when_s - before_s);
        busy_s += now > 0 ? when_s - before_s : 0;
        before_s = when_s;
        now += change;
        traffic.most_in_flight = std::max(traffic.most_in_flight, now);
    }
    traffic.mean_in_flight = busy_s > 0 ? requests_s / busy_s : 0;
    return traffic;
}

} // namespace gilkit::judge
