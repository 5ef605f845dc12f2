#include <algorithm>
#include <vector>

#include "actors/apiserver/discovery/discovery.hpp"
#include "schema/json/writer.hpp"

namespace shoal::api {

std::string version_document(std::string_view shoal_version) {
  const std::pair<std::string_view, std::string_view> fields[] = {
      {"major", "1"},
      {"minor", "37"},
      {"emulationMajor", "1"},
      {"emulationMinor", "37"},
      {"minCompatibilityMajor", "1"},
      {"minCompatibilityMinor", "36"},
      {"gitVersion", "v1.37.2"},
      {"gitCommit", ""},
      {"gitTreeState", "clean"},
      {"buildDate", "1970-01-01T00:00:00Z"},
      {"goVersion", ""},
      {"compiler", "g++"},
      {"platform", "linux/amd64"},
  };
  json::Writer out;
  out.begin_object();
  for (const auto& [key, value] : fields) {
    out.plain_key(key);
    // The version clients compare is Kubernetes'; what follows the plus says whose server this is.
    if (key == "gitVersion")
      out.text(std::string(value) + "+shoal" + std::string(shoal_version));
    else
      out.text(value);
  }
  out.end_object();
  return out.take();
}

std::string root_paths(Kinds kinds) {
  std::vector<std::string> paths{"/api",     "/apis",       "/healthz", "/livez",
                                 "/metrics", "/openapi/v3", "/readyz",  "/version"};
  for (const auto& kind : kinds) {
    std::string group(kind.group), version(kind.version);
    if (group.empty()) {
      paths.push_back("/api/" + version);
      continue;
    }
    paths.push_back("/apis/" + group);
    paths.push_back("/apis/" + group + "/" + version);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  json::Writer out;
  out.begin_object();
  out.plain_key("paths");
  out.begin_array();
  for (const auto& path : paths) out.text(path);
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace shoal::api
