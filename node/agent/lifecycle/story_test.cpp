// Runs testdata/*.txt: the life of a pod as text. A block is commands, "----", and what is decided
// and reported then. REWRITE=1 writes what the code says now.
//
//   pod                 the pod follows as YAML, up to the next line that starts in the first
//   column sandbox [lost]      the runtime shows a sandbox no-sandbox run C [attempt]     container
//   C runs exit C CODE [S]     its run ends, having lasted S seconds (default 1) probe C KIND
//   ok|bad one try of a probe ends pass S              time passes delete [GRACE]      the object
//   is marked config-error C TEXT, volumes-error TEXT, start-error C TEXT, gone store what is
//   reported becomes what is stored

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "node/agent/lifecycle/status.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::agent {
namespace {

constexpr WallTime begin{1'800'000'000s};
const char* const kinds[] = {"startup", "readiness", "liveness"};

std::string seconds(Duration d) {
  return fmt::format("{}s",
                     std::chrono::duration_cast<std::chrono::milliseconds>(d).count() / 1000.0);
}

class Story {
 public:
  std::string run(const std::string& block) {
    std::istringstream lines(block);
    std::string yaml;
    bool in_pod = false;
    for (std::string line; std::getline(lines, line);) {
      if (in_pod && line.starts_with(" ")) {
        yaml += line + "\n";
        continue;
      }
      if (std::exchange(in_pod, line == "pod")) read_pod(yaml);
      if (in_pod) continue;
      std::istringstream words(line);
      std::string verb;
      words >> verb;
      if (!verb.starts_with("#") && !command(verb, words)) return "cannot read: " + line + "\n";
    }
    if (in_pod) read_pod(yaml);
    return show();
  }

 private:
  void read_pod(const std::string& yaml) {
    auto tree = yaml::parse(yaml);
    ASSERT_TRUE(tree.ok()) << tree.status().to_string();
    pod_ = {};
    Status status = schema::decode_json_tree(*tree, core::Pod::descriptor(), &pod_);
    ASSERT_TRUE(status.ok()) << status.to_string();
    pod_.metadata.namespace_ = "default";
    pod_.metadata.uid = "u1";
    if (pod_.spec.restartPolicy.empty()) pod_.spec.restartPolicy = "Always";
    memory_ = remember(pod_, shown(), now(), mono());
  }

  bool command(const std::string& verb, std::istringstream& words) {
    std::string name, text;
    if (verb == "sandbox") {
      words >> text;
      if (!shown_) shown_.emplace();
      shown_->uid = "u1", shown_->ip = "10.0.0.9", shown_->ready = text != "lost";
    } else if (verb == "no-sandbox") {
      shown_.reset();
    } else if (verb == "run") {
      uint32_t attempt = 0;
      words >> name >> attempt;
      note_started(*shown_, name, attempt, now());
    } else if (verb == "exit") {
      end_run(words);
    } else if (verb == "probe") {
      probe(words);
    } else if (verb == "pass") {
      double s = 0;
      words >> s;
      passed_ += std::chrono::duration_cast<Duration>(std::chrono::duration<double>(s));
    } else if (verb == "delete") {
      int64_t grace = 30;
      words >> grace;
      pod_.metadata.deletionTimestamp =
          api::Time::from_unix_ns(to_unix_ns(now()) + grace * 1'000'000'000);
      pod_.metadata.deletionGracePeriodSeconds = grace;
    } else if (verb == "config-error") {
      words >> name;
      std::getline(words >> std::ws, text);
      config_errors_ = {{name, text}};
    } else if (verb == "volumes-error") {
      std::getline(words >> std::ws, volumes_error_);
    } else if (verb == "start-error") {
      words >> name;
      auto* memory = find_memory(memory_, name);
      std::getline(words >> std::ws, memory->start_error);
      ++memory->start_failures;
      memory->start_failed = mono();
    } else if (verb == "stopping") {
      words >> name;
      find_memory(memory_, name)->stop_sent = 30s;
    } else if (verb == "gone" || verb == "store") {
      gone_ = gone_ || verb == "gone";
      if (verb == "store") pod_.status = status_of(input());
    } else {
      return verb.empty();
    }
    refresh(memory_, shown(), now(), mono());
    return true;
  }

  void end_run(std::istringstream& words) {
    std::string name;
    int code = 0, lasted = 1;
    words >> name >> code >> lasted;
    uint32_t attempt = 0;
    for (const auto& each : shown_->containers)
      if (each.name == name) attempt = std::max(attempt, each.attempt);
    runtime::ContainerExited exited{{"u1", name, attempt}, {}};
    exited.exit.code = code;
    exited.exit.finished = now();
    exited.exit.started = now() - std::chrono::seconds(lasted);
    note_exit(*shown_, exited);
  }

  void probe(std::istringstream& words) {
    std::string name, kind, verdict;
    words >> name >> kind >> verdict;
    size_t index = kind == "startup" ? 0 : kind == "readiness" ? 1 : 2;
    auto* memory = find_memory(memory_, name);
    for (const auto* list : {&pod_.spec.initContainers, &pod_.spec.containers})
      for (const auto& each : *list)
        if (each.name == name)
          note_probe(memory->probes[index], *probe_of(each, ProbeKind(index)), verdict == "ok");
    memory->probes[index].tried = mono();
  }

  std::string show() {
    auto in = input();
    PodActions a = decide(in);
    std::string out;
    if (a.run_sandbox) out += "run sandbox\n";
    for (const auto& each : a.stop)
      out += fmt::format("stop {} {} within {}{}\n", each.name, each.attempt, seconds(each.grace),
                         each.why.empty() ? "" : ": " + each.why);
    for (const auto& each : a.remove) out += fmt::format("forget {} {}\n", each.name, each.attempt);
    for (const auto& each : a.start) out += fmt::format("start {} {}\n", each.name, each.attempt);
    for (const auto& each : a.probes)
      out += fmt::format("probe {} {}\n", each.container, kinds[size_t(each.kind)]);
    if (a.remove_sandbox) out += "remove sandbox\n";
    if (a.delete_object) out += "delete the object\n";
    if (a.gone) out += "gone\n";
    if (a.look_again) out += "look again in " + seconds(*a.look_again) + "\n";
    return gone_ ? out : out + show_status(status_of(in));
  }

  static std::string show_state(const core::ContainerState& state) {
    if (state.running) return "running";
    if (state.waiting)
      return state.waiting->reason +
             (state.waiting->message.empty() ? "" : ": " + state.waiting->message);
    if (state.terminated)
      return fmt::format("{} {}", state.terminated->reason, state.terminated->exitCode);
    return "-";
  }

  static std::string show_status(const core::PodStatus& status) {
    std::string out =
        fmt::format("= {}{}{}", status.phase, status.reason.empty() ? "" : " ", status.reason);
    if (!status.podIP.empty()) out += " " + status.podIP;
    for (const auto& each : status.conditions)
      if (each.type != "PodScheduled")
        out += fmt::format(" {}{}@{}", each.status == "True" ? "" : "!", each.type,
                           each.lastTransitionTime.unix_s() - to_unix_ns(begin) / 1'000'000'000);
    out += "\n";
    for (const auto* list : {&status.initContainerStatuses, &status.containerStatuses})
      for (const auto& each : *list)
        out +=
            fmt::format("= {} x{}{}{} [{}] last [{}]\n", each.name, each.restartCount,
                        each.started.value_or(false) ? " started" : "", each.ready ? " ready" : "",
                        show_state(each.state), show_state(each.lastState));
    return out;
  }

  PodInput input() const {
    PodInput in;
    in.pod = gone_ ? nullptr : &pod_;
    in.shown = shown_ ? &*shown_ : nullptr;
    in.memory = &memory_;
    in.now = now();
    in.mono = mono();
    in.node_ip = "192.0.2.1";
    in.runtime_name = "test";
    in.volumes_error = volumes_error_;
    in.config_errors = config_errors_;
    return in;
  }
  const runtime::SandboxStatus* shown() const { return shown_ ? &*shown_ : nullptr; }
  WallTime now() const { return begin + passed_; }
  MonoTime mono() const { return MonoTime(1s) + passed_; }

  core::Pod pod_;
  PodMemory memory_;
  std::optional<runtime::SandboxStatus> shown_;
  Duration passed_{};
  bool gone_ = false;
  std::string volumes_error_;
  std::vector<std::pair<std::string, std::string>> config_errors_;
};

std::string replay(const std::string& text) {
  Story story;
  std::string out, block;
  bool in_result = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "----") {
      out += block + "----\n" + story.run(block) + "\n";
      block.clear();
      in_result = true;
    } else if (line.empty()) {
      in_result = false;
    } else if (!in_result) {
      block += line + "\n";
    }
  }
  if (!out.empty()) out.pop_back();
  return out;
}

TEST(PodLife, goes_as_the_stories_say) {
  size_t stories = 0;
  for (const auto& file : std::filesystem::directory_iterator("testdata")) {
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string now = replay(text);
    ++stories;
    if (getenv("REWRITE")) {
      std::ofstream(file.path()) << now;
      continue;
    }
    EXPECT_EQ(now, text) << file.path();
  }
  EXPECT_GE(stories, 6u);
}

}  // namespace
}  // namespace shoal::agent
