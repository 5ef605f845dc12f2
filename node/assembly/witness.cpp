#include "node/assembly/witness.hpp"

#include "actors/supervision/supervisor.hpp"
#include "node/assembly/damage.hpp"
#include "node/assembly/parts.hpp"
#include "node/logging/logging.hpp"
#include "node/watchdog/watchdog.hpp"
#include "schema/vocab/random.hpp"
#include "storage/log/directory/version_file.hpp"

namespace shoal::node {
namespace {

constexpr Duration stop_grace = std::chrono::seconds(5);
constexpr size_t entries_cached_bytes = 1u << 20;  // it replicates to nobody

}  // namespace

Result<std::unique_ptr<Witness>> Witness::start(const Options& options) {
  std::unique_ptr<Witness> witness(new Witness(options));
  SHOAL_TRY(witness->open_log());
  witness->running_page_ = open_running_page();
  witness->system_ = make_actor_system(options.name, witness->running_page_.get());
  SHOAL_TRY(witness->join_links());
  witness->system_->run(
      {}, {worker<replica::RaftActor>("raft", witness->raft_, witness->raft_setup()),
           supervisor("cluster", {}, witness->cluster_->actors()),
           worker<GuardActor>("guard", make_ref<GuardActor>()),
           worker<replica::ScrubActor>(
               "scrub", make_ref<replica::ScrubActor>(),
               std::shared_ptr<const replica::ScrubSetup>(scrub_of(*witness->state_, options)))});
  return witness;
}

Status Witness::open_log() {
  SHOAL_TRY(make_private_directory(options_.data_dir));
  StateOptions wish;
  wish.data_dir = options_.data_dir;
  wish.fresh_member = MemberId{entropy()};
  wish.witness = true;
  wish.levels = options_.levels;
  wish.enter = [this](MemberId member) -> Result<raft::Membership> {
    auto entry = entry_of(options_, member);
    self_ = entry.self;
    SHOAL_ASSIGN(identity_, cluster::enter_cluster(entry, system_clock()));
    return identity_.first_membership;
  };
  auto state = open_or_come_back(std::move(wish), options_.name);
  if (!state.ok()) return state.status();
  state_ = std::move(*state);
  return {};
}

Status Witness::join_links() {
  cluster::ClusterSetup setup;
  setup.identity = identity_;
  setup.self = self_;
  setup.listen_host = options_.listen_peer.host;
  setup.listen_port = options_.listen_peer.port;
  setup.identity_dir = options_.data_dir + "/identity";
  setup.clock = &system_clock();
  setup.disk = &state_->disk();
  setup.level_told = [this](uint32_t level) {
    auto noted = log::note_level(options_.data_dir, level);
    if (!noted.ok()) log_line("event=level_not_noted reason=" + quoted_text(noted.message()));
    if (auto known = log::check_level(level, options_.levels); !known.ok())
      stop_unknown_level(known);
  };
  setup.raft = raft_;
  setup.proposer = nobody_;
  setup.leadership = &state_->leadership();
  setup.tree = [this] { return system_->tree(); };
  setup.kill = [this](const std::string& path) { return system_->kill(path); };
  setup.log = log_line;
  setup.disk_space = [this] { return space_of(options_.data_dir); };
  setup.disk_marks = options_.disk_marks;
  auto cluster = cluster::Cluster::create(std::move(setup));
  if (!cluster.ok()) return cluster.status();
  cluster_ = std::move(*cluster);
  return {};
}

std::shared_ptr<const replica::RaftSetup> Witness::raft_setup() {
  auto setup = std::make_shared<replica::RaftSetup>();
  setup->id = state_->member();
  setup->cache_bytes_max = entries_cached_bytes;
  setup->disk = &state_->disk();
  setup->machine = &state_->disk();
  setup->peers = &cluster_->peers();
  setup->leadership = &state_->leadership();
  setup->on_leader = [this](const replica::LeaderChanged& changed) {
    cluster_->leader_changed(changed);
  };
  setup->make_entry = [](const std::vector<Bytes>&, WallTime) { return Bytes(); };
  setup->log = log_line;
  return setup;
}

void Witness::stop() {
  if (cluster_) cluster_->close();
  if (system_) system_->stop(stop_grace);
  if (state_) (void)state_->disk().flush();
}

Witness::~Witness() {
  if (cluster_) cluster_->close();
  system_.reset();
  if (state_) state_->close();
  cluster_.reset();
}

}  // namespace shoal::node
