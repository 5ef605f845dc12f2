#include "node/shim/host/log_files.hpp"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace shoal::runtime {
namespace {

uint64_t size_of(const std::string& path) {
  struct stat s;
  return stat(path.c_str(), &s) == 0 ? uint64_t(s.st_size) : 0;
}

}  // namespace

std::vector<LogFile> full_log_files(const std::string& path) {
  std::vector<LogFile> found;
  size_t slash = path.rfind('/');
  const std::string folder = path.substr(0, slash + 1), stem = path.substr(slash + 1) + ".";
  DIR* dir = opendir(folder.c_str());
  if (dir == nullptr) return found;
  while (dirent* entry = readdir(dir)) {
    std::string name = entry->d_name;
    if (!name.starts_with(stem) || name.size() == stem.size()) continue;
    const std::string number = name.substr(stem.size());
    if (number.find_first_not_of("0123456789") != std::string::npos) continue;
    LogFile file;
    file.begin = strtoull(number.c_str(), nullptr, 10);
    file.path = folder + name;
    file.end = file.begin + size_of(file.path);
    found.push_back(std::move(file));
  }
  closedir(dir);
  std::sort(found.begin(), found.end(),
            [](const LogFile& a, const LogFile& b) { return a.begin < b.begin; });
  return found;
}

bool rotate_log(const std::string& path) {
  std::vector<LogFile> full = full_log_files(path);
  uint64_t begin = full.empty() ? 0 : full.back().end;
  if (rename(path.c_str(), (path + "." + std::to_string(begin)).c_str()) != 0) return false;
  for (size_t i = 0; full.size() - i + 2 > log_files_max; ++i) unlink(full[i].path.c_str());
  return true;
}

}  // namespace shoal::runtime
