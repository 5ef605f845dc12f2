#pragma once
// What shoald was asked to be: command line and config file (the flags' names, one `key = value` a
// line; the command line wins) checked and turned into one value. Nothing else reads a flag.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/log/level/feature_level.hpp"
#include "storage/room/disk_room.hpp"

namespace shoal::node {

struct Endpoint {
  std::string host;  // an address, no name
  uint16_t port = 0;
  std::string to_string() const { return host + ":" + std::to_string(port); }
  bool operator==(const Endpoint&) const = default;
};

enum class RuntimeChoice : uint8_t { process, simulated };

struct Options {
  std::string name;      // of this node; the host's name unless given
  std::string data_dir;  // everything this node keeps
  Endpoint listen_api{"0.0.0.0", 6443};
  Endpoint listen_peer{"0.0.0.0", 7443};
  std::string advertise;     // the address others reach this node at
  bool init = false;         // make a new cluster, unless the data directory holds one
  Endpoint join;             // port 0: do not join
  std::string token_file;    // for join
  std::string zone;          // what fails together with this node: a rack, a site; empty: not known
  std::string identity_dir;  // this node's key, apart from its data; empty: DATA/identity
  RuntimeChoice runtime = RuntimeChoice::process;
  std::string pod_cidr;               // this node's own range of pod addresses
  std::string cgroup_root = "shoal";  // below every hierarchy
  uint32_t simulated_nodes = 0;       // further nodes that this process pretends to be
  bool witness = false;               // only votes: no state, no API, no pods
  bool no_guard = false;              // run without the parent that restarts this program
  bool api_only = false;              // nothing acts on what the API stores
  bool dev = false;                   // one node in the foreground, defaults for trying things out
  Duration not_ready_toleration = std::chrono::seconds(3);
  Duration unreachable_toleration = std::chrono::seconds(3);
  Duration scrub_interval = std::chrono::hours(24);  // between looks for damage; 0: never
  log::Levels levels;  // the feature levels this program knows, or is to play
  room::DiskMarks disk_marks;
  bool disk_faults = false;     // tests: DATA/log-fault and DATA/apply-fault say what goes wrong
  std::string token_auth_file;  // static bearer tokens, as kube-apiserver's; empty: none
  std::string log_level = "info";
};

// What main does with the command line.
struct Invocation {
  enum class Act : uint8_t { run, print } act = Act::run;
  Options options;
  std::string text;  // to print: help or version
};

// invalid: an unknown flag, a malformed value, or flags that contradict each other; the message
// says which and what to do.
Result<Invocation> parse(const std::vector<std::string>& arguments);

inline constexpr std::string_view version = "0.1.0";

Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace shoal::node
