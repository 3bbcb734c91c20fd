// What an editor needs to grade a file at a key.
#pragma once

#include <map>
#include <string>

namespace gilkit::learn {

// The files of .vscode/, by name: tasks that grade the open file and that watch it, whose verdict VS Code
// shows among the problems of the file. `gilkit`: the command to call.
std::map<std::string, std::string> editor_files(const std::string& gilkit);

} // namespace gilkit::learn
