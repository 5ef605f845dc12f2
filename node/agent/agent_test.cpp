// The agent's shells on a simulated runtime, in one thread, under orders drawn from seeds.

#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"
#include "node/agent/agent_fixture.hpp"
#include "node/agent/log_reader.hpp"
#include "node/runtime/simulated/simulated_runtime.hpp"

namespace shoal::agent {
namespace {

struct World {
  explicit World(uint64_t seed, std::vector<std::string> nodes = {"sim-1"}) {
    SystemOptions options;
    options.clock = &clock;
    options.seed = seed;
    options.deterministic = true;
    options.on_crash = [this](const CrashReport& report) {
      if (report.reason != "killed") crashes.push_back(report.path + ": " + report.reason);
    };
    system = System::create(std::move(options));
    replica.make_namespaces(clock.wall());
    AgentSetup host;
    host.view = [this] { return replica.view(); };
    host.propose = [this](log::Transaction t, Reply<store::Outcome> r) {
      replica.propose(std::move(t), r);
    };
    host.tell = [this](const std::string&, const std::string& pod, const Uid&, objects::Report r) {
      told.push_back((r.warning ? "! " : "") + pod + " " + r.reason + " " + r.field + " " +
                     r.message);
    };
    host.facts.internal_ip = "127.0.0.1";
    std::vector<ActorSpec> children;
    int number = 0;
    for (const auto& node : nodes) {
      auto made =
          make_simulated_node(host, node, "10.1." + std::to_string(++number) + ".0/24", clock);
      runtimes.push_back(made.setup->runtime);
      replica.agents.push_back(made.agent);
      children.push_back(simulated_node(made.setup, made.agent));
    }
    system->run({}, {supervisor("simulated", {}, std::move(children))});
  }
  ~World() {
    system->stop();
    EXPECT_EQ(crashes, std::vector<std::string>());
  }
  void pass(Duration d) { run_for(*system, clock, d); }
  void create(const std::string& name, const std::string& more = "",
              const std::string& annotations = "", const std::string& node = "sim-1") {
    std::string yaml =
        "metadata: {name: " + name + ", annotations: {" + annotations +
        "}}\nspec:\n  nodeName: " + node +
        "\n  terminationGracePeriodSeconds: 5\n  containers:\n  - name: app\n    image: any\n" +
        more;
    Status status = replica.create<core::Pod>("default", yaml, clock.wall());
    ASSERT_TRUE(status.ok()) << status.to_string();
  }
  std::vector<runtime::SandboxStatus> list(size_t node = 0) {
    std::vector<runtime::SandboxStatus> all;
    runtimes[node]->list([&](Result<std::vector<runtime::SandboxStatus>> r) { all = *r; });
    static_cast<runtime::SimulatedRuntime&>(*runtimes[node]).advance();
    return all;
  }

  ManualClock clock;
  Replica replica;
  std::vector<std::shared_ptr<runtime::Runtime>> runtimes;
  std::vector<std::string> crashes;
  std::vector<std::string> told;  // Events, in order
  std::unique_ptr<System> system;
};

class Shuffled : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Shuffled, testing::Range<uint64_t>(1, 11));

TEST_P(Shuffled, a_node_registers_itself_and_renews_its_lease) {
  World w(GetParam());
  w.pass(2s);
  auto node = w.replica.view().get<core::Node>("", "sim-1");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->spec.podCIDR, "10.1.1.0/24");
  EXPECT_EQ(node->status.nodeInfo.kubeletVersion, "v1.37.2");
  EXPECT_EQ(*node->metadata.labels.get("kubernetes.io/hostname"), "sim-1");
  ASSERT_EQ(node->status.conditions.size(), 4u);
  EXPECT_EQ(node->status.conditions[3].type, "Ready");
  EXPECT_EQ(node->status.conditions[3].status, "True");
  auto lease = [&] {
    return w.replica.view().get<coordination::Lease>("kube-node-lease", "sim-1");
  };
  ASSERT_TRUE(lease());
  auto renewed = lease()->spec.renewTime;
  size_t writes = w.replica.writes();
  w.pass(90s);
  EXPECT_GT(lease()->spec.renewTime, renewed);
  EXPECT_EQ(w.replica.writes(), writes + 2) << "an idle node writes its lease and nothing else";
}

TEST_P(Shuffled, a_pod_runs_with_one_write_of_its_status) {
  World w(GetParam());
  w.pass(1s);
  size_t before = w.replica.writes();
  w.create("web");
  w.pass(500ms);
  EXPECT_EQ(w.replica.phase("web"), "Running");
  EXPECT_TRUE(w.replica.is_ready("web"));
  EXPECT_EQ(w.replica.pod("web")->status.podIP, "10.1.1.10");
  EXPECT_EQ(w.replica.writes(), before + 2) << "its creation, and its status";
  w.pass(60s);
  EXPECT_LE(w.replica.writes(), before + 4) << "and leases";
}

TEST_P(Shuffled, a_pod_with_volumes_runs_where_no_file_is_written) {
  World w(GetParam());
  w.pass(1s);
  // Every pod with a service account has such a volume.
  w.create("web",
           "    volumeMounts: [{name: token, mountPath: /var/run/secrets}]\n"
           "  volumes:\n"
           "  - name: token\n"
           "    projected: {sources: [{configMap: {name: kube-root-ca.crt}}]}\n");
  w.pass(500ms);
  EXPECT_EQ(w.replica.phase("web"), "Running");
}

TEST_P(Shuffled, a_deleted_pod_ends_in_order_and_its_name_is_free) {
  World w(GetParam());
  w.create("web", "", "shoal.dev/simulated-stop-ms: \"2000\"");
  w.pass(1s);
  ASSERT_EQ(w.replica.phase("web"), "Running");
  ASSERT_TRUE(w.replica.remove("default", "web", w.clock.wall()).ok());
  w.pass(1s);
  EXPECT_EQ(w.replica.phase("web"), "Running") << "it is given time to end";
  w.pass(3s);
  EXPECT_EQ(w.replica.phase("web"), "gone");
  EXPECT_TRUE(w.list().empty());
  w.create("web");
  w.pass(2s);
  EXPECT_EQ(w.replica.phase("web"), "Running");
  EXPECT_EQ(w.list().size(), 1u);
}

TEST_P(Shuffled, a_pod_removed_by_force_is_killed_and_its_successor_runs) {
  World w(GetParam());
  w.create("web", "", "shoal.dev/simulated-stop-ms: \"100000\"");
  w.pass(1s);
  Uid first = w.replica.pod("web")->metadata.uid;
  ASSERT_TRUE(w.replica.remove("default", "web", w.clock.wall(), 0).ok());
  w.create("web");
  w.pass(3s);
  auto all = w.list();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NE(all[0].uid, first);
  EXPECT_EQ(w.replica.phase("web"), "Running");
}

TEST_P(Shuffled, a_crashing_container_waits_longer_each_time) {
  World w(GetParam());
  w.create("web", "",
           "shoal.dev/simulated-exit-after-ms: \"1000\", shoal.dev/simulated-exit-code: \"3\"");
  w.pass(5s);
  auto status = w.replica.pod("web")->status.containerStatuses.at(0);
  EXPECT_EQ(status.restartCount, 1);
  ASSERT_TRUE(status.state.waiting);
  EXPECT_EQ(status.state.waiting->reason, "CrashLoopBackOff");
  ASSERT_TRUE(status.lastState.terminated);
  EXPECT_EQ(status.lastState.terminated->exitCode, 3);
  w.pass(10s);
  EXPECT_EQ(w.replica.pod("web")->status.containerStatuses.at(0).restartCount, 2);
  w.pass(10s);
  EXPECT_EQ(w.replica.pod("web")->status.containerStatuses.at(0).restartCount, 2) << "20 s now";
}

TEST_P(Shuffled, a_job_is_done_and_its_sandbox_is_given_back) {
  World w(GetParam());
  w.create("job", "  restartPolicy: Never\n", "shoal.dev/simulated-exit-after-ms: \"1000\"");
  w.pass(3s);
  EXPECT_EQ(w.replica.phase("job"), "Succeeded");
  EXPECT_TRUE(w.list().empty());
  w.pass(60s);
  EXPECT_EQ(w.replica.phase("job"), "Succeeded");
}

TEST_P(Shuffled, a_node_stays_ready_when_its_registrar_or_its_agent_is_killed) {
  World w(GetParam());
  auto ready = [&] {
    auto node = w.replica.view().get<core::Node>("", "sim-1");
    for (const auto& each : node->status.conditions)
      if (each.type == "Ready") return each.status;
    return std::string("none");
  };
  w.pass(1s);
  ASSERT_EQ(ready(), "True");
  for (const char* path : {"n1/simulated/sim-1/registrar", "n1/simulated/sim-1/agent"}) {
    (void)w.system->kill(path);
    for (int i = 0; i < 50; ++i) {
      w.pass(100ms);
      ASSERT_EQ(ready(), "True") << path << " " << i;
    }
  }
}

TEST_P(Shuffled, any_actor_killed_at_any_time_changes_nothing) {
  for (const char* path :
       {"n1/simulated/sim-1/agent", "n1/simulated/sim-1/registrar",
        "n1/simulated/sim-1/pods/default/web", "n1/simulated/sim-1/pods", "n1/simulated/sim-1"}) {
    World w(GetParam());
    w.create("web", "    readinessProbe: {exec: {command: [ok]}, periodSeconds: 1}\n");
    for (int i = 0; i < 6; ++i) {
      w.pass(std::chrono::milliseconds(GetParam() * 3 + 7));
      (void)w.system->kill(path);
    }
    w.pass(40s);
    ASSERT_EQ(w.replica.phase("web"), "Running") << path;
    EXPECT_TRUE(w.replica.is_ready("web"));
    EXPECT_EQ(w.replica.pod("web")->status.containerStatuses[0].restartCount, 0) << path;
    Uid uid = w.replica.pod("web")->metadata.uid;
    auto since = w.replica.pod("web")->status.conditions;
    (void)w.system->kill(path);
    w.pass(40s);
    EXPECT_TRUE(w.replica.pod("web")->status.conditions == since) << path << ": ready all the time";
    ASSERT_TRUE(w.replica.remove("default", "web", w.clock.wall()).ok());
    w.pass(20ms);
    (void)w.system->kill(path);
    w.pass(45s);
    EXPECT_EQ(w.replica.phase("web"), "gone") << path;
    EXPECT_TRUE(w.list().empty()) << path;
  }
}

TEST_P(Shuffled, a_node_declared_dead_kills_what_is_not_its_own_before_it_is_ready_again) {
  World w(GetParam());
  w.create("mine");
  w.create("lost");
  w.pass(1s);
  ASSERT_EQ(w.list().size(), 2u);
  // It was away: its epoch was raised, and one of its pods removed.
  auto away = std::exchange(w.replica.agents, {});
  w.replica.raise_epoch("sim-1", 7);
  ASSERT_TRUE(w.replica.remove("default", "lost", w.clock.wall(), 0).ok());
  ASSERT_EQ(w.list().size(), 2u);
  w.pass(45s);
  ASSERT_EQ(w.list().size(), 1u);
  EXPECT_EQ(w.list()[0].name, "mine");
  EXPECT_EQ(w.replica.phase("mine"), "Running");
  EXPECT_EQ(w.replica.view().get<core::Node>("", "sim-1")->status.conditions[3].status, "True");
}

TEST_P(Shuffled, what_a_container_is_configured_by_may_come_later) {
  World w(GetParam());
  w.create("web", "    env: [{name: A, valueFrom: {configMapKeyRef: {name: later, key: a}}}]\n");
  w.pass(2s);
  auto status = w.replica.pod("web")->status.containerStatuses.at(0);
  ASSERT_TRUE(status.state.waiting);
  EXPECT_EQ(status.state.waiting->reason, "CreateContainerConfigError");
  EXPECT_EQ(status.state.waiting->message, "configmap \"later\" not found");
  ASSERT_TRUE(w.replica
                  .create<core::ConfigMap>("default", "metadata: {name: later}\ndata: {a: b}",
                                           w.clock.wall())
                  .ok());
  w.pass(500ms);
  EXPECT_EQ(w.replica.phase("web"), "Running");
}

TEST_P(Shuffled, a_container_that_fails_its_liveness_probe_is_started_again) {
  World w(GetParam());
  w.create("web",
           "    livenessProbe: {exec: {command: [ok]}, periodSeconds: 1, failureThreshold: 3}\n",
           "shoal.dev/simulated-probe-code: \"1\"");
  w.pass(1500ms);
  EXPECT_EQ(w.replica.pod("web")->status.containerStatuses.at(0).restartCount, 0);
  w.pass(2s);
  EXPECT_EQ(w.replica.pod("web")->status.containerStatuses.at(0).restartCount, 1);
}

using Lines = std::vector<std::string>;
const std::string of_app = " spec.containers{app} ";
const Lines started_lines{
    "web Pulled" + of_app +
        "Container image \"any\" already present on machine and can be accessed by the pod",
    "web Created" + of_app + "Container created", "web Started" + of_app + "Container started"};

TEST_P(Shuffled, people_are_told_what_becomes_of_a_pod) {
  World w(GetParam());
  w.create("web");
  w.pass(60s);
  EXPECT_EQ(w.told, started_lines);
  w.told.clear();
  ASSERT_TRUE(w.replica.remove("default", "web", w.clock.wall()).ok());
  w.pass(10s);
  EXPECT_EQ(w.told, Lines{"web Killing" + of_app + "Stopping container app"});
}

TEST_P(Shuffled, people_are_told_of_a_container_that_keeps_crashing_and_not_at_every_look) {
  World w(GetParam());
  w.create("web", "", "shoal.dev/simulated-exit-after-ms: \"1000\"");
  w.pass(13s);
  const auto uid = w.replica.pod("web")->metadata.uid;
  const auto back_off = "! web BackOff" + of_app +
                        "Back-off restarting failed container app in pod web_default(" + uid + ")";
  Lines expected = started_lines;
  expected.insert(expected.end(), started_lines.begin(), started_lines.end());
  expected.push_back(back_off);
  expected.insert(expected.end(), started_lines.begin(), started_lines.end());
  EXPECT_EQ(w.told, expected) << "at 0 s, at 1 s, and after 10 s of back-off";
}

TEST_P(Shuffled, people_are_told_why_a_container_is_started_again) {
  World w(GetParam());
  w.create("web",
           "    livenessProbe: {exec: {command: [ok]}, periodSeconds: 1, failureThreshold: 2}\n",
           "shoal.dev/simulated-probe-code: \"1\"");
  w.pass(1500ms);
  Lines expected = started_lines;
  expected.insert(expected.end(), 2, "! web Unhealthy" + of_app + "Liveness probe failed: ");
  expected.push_back("web Killing" + of_app +
                     "Container app failed liveness probe, will be restarted");
  w.told.resize(std::min(w.told.size(), expected.size()));
  EXPECT_EQ(w.told, expected);
}

TEST(Scale, many_pods_on_many_nodes_run_within_a_second_with_one_write_each) {
  constexpr int nodes = 10, pods_each = 25;
  std::vector<std::string> names;
  for (int n = 0; n < nodes; ++n) names.push_back("sim-" + std::to_string(n));
  World w(7, names);
  w.pass(2s);
  size_t before = w.replica.writes();
  for (int p = 0; p < nodes * pods_each; ++p)
    w.create("web-" + std::to_string(p), "", "", names[p % nodes]);
  w.pass(1s);
  EXPECT_EQ(w.replica.writes(), before + 2 * nodes * pods_each);
  for (int p = 0; p < nodes * pods_each; ++p)
    ASSERT_EQ(w.replica.phase("web-" + std::to_string(p)), "Running") << p;
}

TEST(Logs, words_for_what_cannot_be_read) {
  World w(1);
  w.pass(1s);
  w.create("web");
  w.pass(1s);
  auto ask = [&](std::string pod, std::string container, bool previous) {
    auto read = std::make_shared<ReadLog>();
    auto got = std::make_shared<std::string>("nothing");
    read->space = "default", read->pod = pod, read->container = container;
    read->options.previous = previous;
    read->sink = [](std::string) { return true; };
    read->done = Reply<Done>([got](Result<Done> r) { *got = r.status().message(); });
    (void)w.replica.agents[0].send(std::shared_ptr<const ReadLog>(read));
    read.reset();
    w.pass(1s);
    return *got;
  };
  EXPECT_EQ(ask("web", "", false), "");
  EXPECT_EQ(ask("web", "other", false), "container other is not valid for pod web");
  EXPECT_EQ(ask("web", "app", true),
            "previous terminated container \"app\" in pod \"web\" not found");
}

}  // namespace
}  // namespace shoal::agent
