// The object has no name: it is made and destroyed before the next line, and the GIL is ours again.

#include <pybind11/pybind11.h>

#include <cstddef>
#include <string>
#include <vector>

namespace py = pybind11;

// The cells after one generation of Conway's Game of Life, on a torus: beyond an edge the opposite one
// follows.
void step(const std::vector<char>& now, std::vector<char>& next, std::size_t width) {
    const std::size_t height = now.size() / width;
    for (std::size_t y = 0; y < height; ++y) {
        const char* const above = &now[(y + height - 1) % height * width];
        const char* const here = &now[y * width];
        const char* const below = &now[(y + 1) % height * width];
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t left = x == 0 ? width - 1 : x - 1;
            const std::size_t right = x + 1 == width ? 0 : x + 1;
            const int around = above[left] + above[x] + above[right] + here[left] + here[right] +
                               below[left] + below[x] + below[right];
            next[y * width + x] = around == 3 || (around == 2 && here[x] != 0) ? 1 : 0;
        }
    }
}

// How many cells of each row live after so many generations.
py::list population(const py::bytes& world, std::size_t width, int generations) {
    const std::string text = world;
    std::vector<char> cells(text.begin(), text.end());
    {
        py::gil_scoped_release();
        std::vector<char> next(cells.size());
        for (int i = 0; i < generations; ++i) {
            step(cells, next, width);
            cells.swap(next);
        }
    }
    py::list rows;
    for (std::size_t first = 0; first < cells.size(); first += width) {
        int alive = 0;
        for (std::size_t x = 0; x < width; ++x) {
            alive += cells[first + x];
        }
        rows.append(alive);
    }
    return rows;
}

PYBIND11_MODULE(life, module) {
    module.def("population", &population, py::arg("world"), py::arg("width"), py::arg("generations"));
}
