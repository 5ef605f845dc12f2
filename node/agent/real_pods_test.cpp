// Real programs under real shims, driven by the agent. As root in cgroups and network namespaces;
// otherwise with what the machine allows.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "actors/supervision/supervisor.hpp"
#include "actors/supervision/system.hpp"
#include "node/agent/agent_fixture.hpp"
#include "node/agent/log_reader.hpp"
#include "node/runtime/process/process_runtime.hpp"
#include "node/shim/host/cgroup.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::agent {
namespace {

class RealPods : public testing::Test {
 protected:
  void SetUp() override {
    name_ = "shoal-agent-test-" + std::to_string(getpid());
    dir_ = "/tmp/" + name_;
    std::filesystem::create_directories(dir_);
    std::filesystem::permissions(dir_, std::filesystem::perms::owner_all);
    replica_.make_namespaces(now());
    AgentRef agent = make_agent();
    runtime::ProcessOptions options{.shim_path = SHOAL_SHIM, .pods_dir = dir_ + "/pods"};
    auto runtime = runtime::open_process_runtime(options, agent_events(agent));
    ASSERT_TRUE(runtime.ok()) << runtime.status().to_string();
    auto setup = std::make_shared<AgentSetup>();
    setup->node = "real";
    setup->view = [this] { return replica_.view(); };
    setup->propose = [this](log::Transaction t, Reply<store::Outcome> r) {
      replica_.propose(std::move(t), r);
    };
    setup->runtime = std::move(*runtime);
    setup->prober = make_prober(2);
    setup->files = replica::make_thread_executor("files");
    setup->facts = measure_node(dir_);
    setup->facts.internal_ip = "127.0.0.1";
    setup->pods_dir = dir_ + "/pods";
    setup->cgroup_parent = "/" + name_;
    runtime_ = setup->runtime;
    SystemOptions system;
    system.clock = &system_clock();
    system.on_crash = [](const CrashReport& report) {
      if (report.reason != "killed") ADD_FAILURE() << report.path << ": " << report.reason;
    };
    system_ = System::create(std::move(system));
    replica_.agents = {agent};
    system_->run({}, agent_children(setup, agent));
  }
  void TearDown() override {
    for (const char* pod : {"once", "web"}) (void)replica_.remove("default", pod, now(), 0);
    EXPECT_TRUE(eventually([&] { return list().empty(); })) << "pods are left behind";
    system_->stop();
    replica_.agents.clear();
    system_.reset();
    runtime_.reset();
    shim::remove_cgroup(shim::host_cgroups(), "/" + name_);
    std::filesystem::remove_all(dir_);
  }
  static WallTime now() { return system_clock().wall(); }

  bool eventually(const std::function<bool()>& holds, Duration within = 20s) {
    for (auto end = system_clock().mono() + within; system_clock().mono() < end;) {
      if (holds()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return holds();
  }
  std::vector<runtime::SandboxStatus> list() {
    std::promise<std::vector<runtime::SandboxStatus>> promise;
    auto future = promise.get_future();
    runtime_->list([&](Result<std::vector<runtime::SandboxStatus>> r) { promise.set_value(*r); });
    return future.get();
  }
  std::string log(const std::string& pod, LogOptions options = {}) {
    auto text = std::make_shared<std::string>();
    auto done = std::make_shared<std::promise<Status>>();
    auto future = done->get_future();
    auto ask = std::make_shared<ReadLog>();
    ask->space = "default", ask->pod = pod, ask->options = options;
    ask->sink = [text](const std::string& more) { return *text += more, true; };
    ask->done = Reply<Done>([done](const Result<Done>& r) { done->set_value(r.status()); });
    (void)replica_.agents[0].send(std::shared_ptr<const ReadLog>(std::move(ask)));
    EXPECT_TRUE(future.get().ok());
    return *text;
  }
  void create(const std::string& yaml) {
    Status status = replica_.create<core::Pod>("default", yaml, now());
    ASSERT_TRUE(status.ok()) << status.to_string();
  }

  std::string name_, dir_;
  Replica replica_;
  std::shared_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<System> system_;
};

TEST_F(RealPods, a_command_runs_to_completion_and_its_log_is_read) {
  create(R"(
metadata: {name: once}
spec:
  nodeName: real
  restartPolicy: Never
  containers:
  - name: app
    image: any
    env:
    - {name: GREETING, value: hello}
    - {name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    command: [sh, -c, "echo $(GREETING) $WHO; echo second; exit 3"]
)");
  ASSERT_TRUE(eventually([&] { return replica_.phase("once") == "Failed"; }))
      << replica_.phase("once");
  auto state = replica_.pod("once")->status.containerStatuses.at(0).state;
  ASSERT_TRUE(state.terminated);
  EXPECT_EQ(state.terminated->exitCode, 3);
  EXPECT_EQ(log("once"), "hello once\nsecond\n");
  LogOptions tail;
  tail.tail_lines = 1;
  EXPECT_EQ(log("once", tail), "second\n");
}

TEST_F(RealPods, a_server_with_a_config_map_is_ready_stays_so_under_kills_and_ends) {
  ASSERT_TRUE(replica_
                  .create<core::ConfigMap>("default",
                                           "metadata: {name: page}\ndata: {index.html: one}", now())
                  .ok());
  create(R"(
metadata: {name: web}
spec:
  nodeName: real
  hostNetwork: true
  terminationGracePeriodSeconds: 5
  volumes: [{name: page, configMap: {name: page}}, {name: scratch, emptyDir: {}}]
  containers:
  - name: app
    image: any
    command: [python3, -m, http.server, "18941", --bind, 127.0.0.1, --directory, /srv/page]
    volumeMounts:
    - {name: page, mountPath: /srv/page}
    - {name: scratch, mountPath: /srv/scratch, subPath: a/b}
    readinessProbe: {httpGet: {path: /index.html, port: 18941}, periodSeconds: 1}
)");
  ASSERT_TRUE(eventually([&] { return replica_.is_ready("web"); })) << replica_.phase("web");
  Uid uid = replica_.pod("web")->metadata.uid;
  std::string page = dir_ + "/pods/" + uid + "/volumes/page/index.html";
  auto content = [&] {
    std::ifstream in(page);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_EQ(content(), "one");
  auto started = list().at(0).containers.at(0).pid;
  for (const char* path : {"n1/agent", "n1/registrar", "n1/pods/default/web"}) {
    ASSERT_TRUE(system_->kill(path).ok()) << path;
    std::this_thread::sleep_for(50ms);
  }
  ASSERT_TRUE(
      replica_
          .change<core::ConfigMap>("default", "page", now(),
                                   [](core::ConfigMap& map) { map.data["index.html"] = "two"; })
          .ok());
  EXPECT_TRUE(eventually([&] { return content() == "two"; }));
  EXPECT_TRUE(replica_.is_ready("web"));
  EXPECT_EQ(list().at(0).containers.at(0).pid, started) << "the program never stopped";
  EXPECT_EQ(replica_.pod("web")->status.containerStatuses.at(0).restartCount, 0);
  ASSERT_TRUE(replica_.remove("default", "web", now()).ok());
  EXPECT_TRUE(eventually([&] { return replica_.phase("web") == "gone"; }));
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(dir_ + "/pods/" + uid); }));
}

}  // namespace
}  // namespace shoal::agent
