#include "node/options/options.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cctype>
#include <charconv>
#include <fstream>
#include <sstream>

namespace shoal::node {
namespace {

namespace po = boost::program_options;

constexpr std::string_view usage =
    R"(shoald runs one node of a shoal cluster. Every node is the same program: any of them
answers the Kubernetes API, may hold the state, and may host any controller.

  shoald --dev                                     one node, in the foreground, to try things out
  shoald --name n1 --data-dir /var/lib/shoal --init          the first node of a new cluster
  shoald --name n2 --data-dir /var/lib/shoal --join 10.0.0.1:7443 --token-file token
  shoald --name n2 --data-dir /var/lib/shoal                 a node that has been a member before
  shoald --name w --data-dir /var/lib/shoal --witness --join 10.0.0.1:7443 --token-file token

The first node writes DATA/admin.kubeconfig and DATA/join-token, readable by their owner alone.

)";

po::options_description described() {
  po::options_description flags("Flags");
  auto text = [] { return po::value<std::string>(); };
  flags.add_options()("help,h", "this text")("version", "print the version")(
      "config", text(), "read flags from this file: name = value, one a line")(
      "name", text(), "name of this node (default: the host's name)")(
      "data-dir", text(), "where this node keeps everything (default: /var/lib/shoal)")(
      "identity-dir", text(), "this node's key, apart from what it keeps (default: DATA/identity)")(
      "zone", text(),
      "what may fail as one with this node: voters are spread over zones, pods too")(
      "listen-api", text(), "address:port of the Kubernetes API (default: 0.0.0.0:6443)")(
      "listen-peer", text(), "address:port for other nodes (default: 0.0.0.0:7443)")(
      "advertise", text(), "address others reach this node at (default: that of --listen-peer)")(
      "init", po::bool_switch(), "make a new cluster; no effect once the data directory has one")(
      "join", text(), "address:port for peers of any member of the cluster to join")(
      "token-file", text(), "file with the join token of that cluster")(
      "witness", po::bool_switch(), "only vote, beside two nodes: no state, no API, no pods")(
      "runtime", text(), "process (programs of this host) or simulated (default: process)")(
      "pod-cidr", text(), "range of this node's pods (default: chosen from 10.244.0.0/16)")(
      "cgroup-root", text(), "cgroup of this node below every hierarchy (default: shoal)")(
      "simulated-nodes", po::value<uint32_t>(), "pretend to be this many further nodes")(
      "dev", po::bool_switch(), "a single node with everything below one private folder")(
      "default-not-ready-toleration-seconds", po::value<int64_t>(),
      "how long pods tolerate a node that is not ready (default: 3)")(
      "default-unreachable-toleration-seconds", po::value<int64_t>(),
      "how long pods tolerate a node that cannot be reached (default: 3)")(
      "scrub-interval-seconds", po::value<int64_t>(),
      "between two passes over this node's disk to look for damage (default: 86400; 0: never)")(
      "no-guard", po::bool_switch(), "run without the parent that restarts this program")(
      "feature-level-max", po::value<uint32_t>(),
      "rehearsals of an upgrade: run as a program that knows no later feature level than this; "
      "see docs/operations.md")(
      "disk-soft", text(),
      "below so much free (2GiB, 5%) nothing that grows is taken (default: "
      "1GiB, of a small disk 5%)")("disk-critical", text(),
                                   "below so much free this node is not ready and does not lead "
                                   "(default: 64MiB, of a small disk 2%)")(
      "disk-faults", po::bool_switch(),
      "tests: DATA/log-fault and DATA/apply-fault say what goes wrong")(
      "api-only", po::bool_switch(),
      "only store what the API is told: no controllers, no scheduler, no pods (to compare APIs)")(
      "token-auth-file", text(), "file of static bearer tokens: token,user,uid,\"group,group\"")(
      "log-level", text(), "error, warn, info or debug (default: info)");
  return flags;
}

std::string host_name() {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0) return "node";
  return name;
}

Status wrong(const std::string& flag, const std::string& why) {
  return {Code::invalid, "--" + flag + ": " + why + "; see shoald --help"};
}

void set_text(const po::variables_map& given, const char* flag, std::string& target) {
  if (given.count(flag)) target = given[flag].as<std::string>();
}

Status set_endpoint(const po::variables_map& given, const char* flag, Endpoint& target) {
  if (!given.count(flag)) return {};
  auto endpoint = parse_endpoint(given[flag].as<std::string>());
  if (!endpoint.ok()) return wrong(flag, endpoint.status().message());
  target = *endpoint;
  return {};
}

Status set_seconds(const po::variables_map& given, const char* flag, Duration& target) {
  if (!given.count(flag)) return {};
  int64_t seconds = given[flag].as<int64_t>();
  if (seconds < 0 || seconds > 86400) return wrong(flag, "must be between 0 and 86400");
  target = std::chrono::seconds(seconds);
  return {};
}

Status set_mark(const po::variables_map& given, const char* flag, room::DiskMark& target) {
  if (!given.count(flag)) return {};
  auto mark = room::parse_mark(given[flag].as<std::string>());
  if (!mark.ok()) return wrong(flag, mark.status().message());
  target = *mark;
  return {};
}

Status set_runtime(const po::variables_map& given, RuntimeChoice& runtime) {
  if (!given.count("runtime")) return {};
  const auto& name = given["runtime"].as<std::string>();
  if (name == "process")
    runtime = RuntimeChoice::process;
  else if (name == "simulated")
    runtime = RuntimeChoice::simulated;
  else
    return wrong("runtime", "'" + name + "' is not one of process, simulated");
  return {};
}

Status set_levels(const po::variables_map& given, log::Levels& levels) {
  if (!given.count("feature-level-max")) return {};
  const auto highest = given["feature-level-max"].as<uint32_t>();
  if (!levels.know(highest))
    return wrong("feature-level-max", "must be between " + std::to_string(levels.lowest) + " and " +
                                          std::to_string(levels.highest));
  levels.highest = highest;
  return {};
}

bool is_dns_label(std::string_view name) {
  if (name.empty() || name.size() > 63) return false;
  for (char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return name.front() != '-' && name.back() != '-';
}

// As the value of a label, which it becomes.
bool is_zone(std::string_view name) {
  auto alphanumeric = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (name.empty()) return true;
  if (name.size() > 63 || !alphanumeric(name.front()) || !alphanumeric(name.back())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

Status check(const Options& o) {
  if (!is_dns_label(o.name))
    return wrong("name", "'" + o.name + "' is not a DNS label (a-z, 0-9, -, at most 63)");
  if (!is_zone(o.zone))
    return wrong("zone", "'" + o.zone + "' is not a label's value (letters, digits, -, _ and .)");
  if (o.init && o.join.port) return wrong("join", "cannot be given together with --init");
  if (o.join.port && o.token_file.empty()) return wrong("token-file", "is needed to --join");
  if (o.witness && (o.init || o.simulated_nodes > 0))
    return wrong("witness", "joins two nodes that are there: no --init, --dev, --simulated-nodes");
  if (o.simulated_nodes > 10000) return wrong("simulated-nodes", "at most 10000");
  if (auto marks = room::check_marks(o.disk_marks); !marks.ok())
    return wrong("disk-critical", marks.message());
  if (o.log_level != "error" && o.log_level != "warn" && o.log_level != "info" &&
      o.log_level != "debug")
    return wrong("log-level", "'" + o.log_level + "' is not one of error, warn, info, debug");
  return {};
}

void fill_defaults(Options& o) {
  if (o.dev) {
    o.init = true;
    if (o.name.empty()) o.name = "dev";
    if (o.data_dir.empty()) {
      const char* home = getenv("HOME");
      o.data_dir = std::string(home ? home : "/tmp") + "/.local/state/shoal-dev";
    }
    if (o.listen_api.host == "0.0.0.0") o.listen_api.host = "127.0.0.1";
    if (o.listen_peer.host == "0.0.0.0") o.listen_peer.host = "127.0.0.1";
  }
  if (o.name.empty()) o.name = host_name();
  if (o.data_dir.empty()) o.data_dir = "/var/lib/shoal";
  if (o.advertise.empty())
    o.advertise = o.listen_peer.host == "0.0.0.0" ? "127.0.0.1" : o.listen_peer.host;
}

Result<Options> from_flags(const po::variables_map& given) {
  Options o;
  set_text(given, "name", o.name);
  set_text(given, "data-dir", o.data_dir);
  set_text(given, "advertise", o.advertise);
  set_text(given, "token-file", o.token_file);
  set_text(given, "identity-dir", o.identity_dir);
  set_text(given, "zone", o.zone);
  set_text(given, "pod-cidr", o.pod_cidr);
  set_text(given, "cgroup-root", o.cgroup_root);
  set_text(given, "token-auth-file", o.token_auth_file);
  set_text(given, "log-level", o.log_level);
  SHOAL_TRY(set_endpoint(given, "listen-api", o.listen_api));
  SHOAL_TRY(set_endpoint(given, "listen-peer", o.listen_peer));
  SHOAL_TRY(set_endpoint(given, "join", o.join));
  SHOAL_TRY(set_runtime(given, o.runtime));
  SHOAL_TRY(set_levels(given, o.levels));
  SHOAL_TRY(set_mark(given, "disk-soft", o.disk_marks.soft));
  SHOAL_TRY(set_mark(given, "disk-critical", o.disk_marks.critical));
  SHOAL_TRY(set_seconds(given, "default-not-ready-toleration-seconds", o.not_ready_toleration));
  SHOAL_TRY(set_seconds(given, "default-unreachable-toleration-seconds", o.unreachable_toleration));
  SHOAL_TRY(set_seconds(given, "scrub-interval-seconds", o.scrub_interval));
  o.init = given["init"].as<bool>();
  o.dev = given["dev"].as<bool>();
  o.witness = given["witness"].as<bool>();
  o.disk_faults = given["disk-faults"].as<bool>();
  o.no_guard = given["no-guard"].as<bool>();
  o.api_only = given["api-only"].as<bool>();
  if (given.count("simulated-nodes")) o.simulated_nodes = given["simulated-nodes"].as<uint32_t>();
  fill_defaults(o);
  SHOAL_TRY(check(o));
  return o;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  auto colon = text.rfind(':');
  auto bad = [&](std::string why) {
    return Status(Code::invalid, "'" + std::string(text) + "' " + why);
  };
  if (colon == std::string_view::npos) return bad("is not address:port");
  Endpoint endpoint;
  endpoint.host = text.substr(0, colon);
  in_addr address{};
  if (inet_pton(AF_INET, endpoint.host.c_str(), &address) != 1)
    return bad("does not start with an IPv4 address");
  auto digits = text.substr(colon + 1);
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.empty())
    return bad("does not end with a port between 0 and 65535");
  return endpoint;
}

Result<Invocation> parse(const std::vector<std::string>& arguments) {
  auto flags = described();
  po::variables_map given;
  try {
    po::store(po::command_line_parser(arguments).options(flags).positional({}).run(), given);
    if (given.count("config")) {
      const auto& path = given["config"].as<std::string>();
      std::ifstream file(path);
      if (!file) return wrong("config", "cannot read '" + path + "'");
      po::store(po::parse_config_file(file, flags), given);
    }
  } catch (const po::error& error) {
    return Status(Code::invalid, std::string(error.what()) + "; see shoald --help");
  }
  Invocation invocation;
  if (given.count("help") || given.count("version")) {
    std::ostringstream text;
    if (given.count("help"))
      text << usage << flags;
    else
      text << "shoald " << version << " (Kubernetes API 1.37)\n";
    invocation.act = Invocation::Act::print;
    invocation.text = text.str();
    return invocation;
  }
  SHOAL_ASSIGN(invocation.options, from_flags(given));
  return invocation;
}

}  // namespace shoal::node
