#pragma once
// For tests: a replica of one, in memory, and agents on it. Writes are applied at once and the
// agents are told, as on a node of a cluster.

#include <gtest/gtest.h>

#include "actors/apiserver/registry/write.hpp"
#include "node/agent/agent.hpp"
#include "schema/kinds/coordination.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/node.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"
#include "storage/store/store.hpp"

namespace shoal::agent {

// Thread safe: the real agents propose from their own threads.
class Replica {
 public:
  Replica() {
    log::Transaction open;
    open.origin = {log::node_origin("n1"), 1};
    open.records.push_back(log::record::OriginOpen{open.origin.name, 1});
    (void)apply(std::move(open));
  }

  objects::View view() const { return {store_.snapshot(), cache_}; }

  store::Outcome apply(log::Transaction transaction) {
    std::lock_guard lock(mutex_);
    transaction.origin = {log::node_origin("n1"), 1};
    transaction.sequence = {++sequence_};
    auto bytes = log::encode(transaction);
    if (!bytes.ok()) ADD_FAILURE() << bytes.status().to_string();
    auto entry = log::encode_entry({1}, wall_from_unix_ns(1), {&*bytes, 1});
    auto applied = store_.apply(store_.applied().next(), Term{1}, *entry);
    ++writes_;
    return applied.outcomes.front().outcome;
  }
  void propose(log::Transaction transaction, const Reply<store::Outcome>& reply) {
    auto outcome = apply(std::move(transaction));
    reply.answer(outcome);
    tell();
  }
  void tell() {
    for (const auto& agent : agents) (void)agent.send(Changed{view().revision()});
  }

  Status write(const objects::Operation& operation, WallTime now) {
    api::WriteContext context;
    context.caller = {"admin", "", {std::string(api::group_masters)}};
    context.now = now;
    context.seed = ++seed_;
    SHOAL_ASSIGN(auto planned, api::plan_operation(context, view(), operation));
    auto outcome = apply(std::move(planned.transaction));
    tell();
    return store::to_status(outcome);
  }
  // An object from YAML; `kind` decides the type.
  template <class T>
  Status create(const std::string& space, const std::string& yaml, WallTime now) {
    SHOAL_ASSIGN(auto tree, yaml::parse(yaml));
    objects::Operation o;
    o.kind = &objects::View::kind_of<T>();
    o.space = space;
    o.object = schema::Box(T::descriptor());
    SHOAL_TRY(schema::decode_json_tree(tree, T::descriptor(), o.object.get()));
    return write(o, now);
  }
  template <class T>
  Status change(const std::string& space, const std::string& name, WallTime now,
                const std::function<void(T&)>& edit) {
    auto old = view().get<T>(space, name);
    if (!old) return Status(Code::not_found, name);
    T next = *old;
    edit(next);
    objects::Operation o;
    o.verb = objects::Operation::Verb::update;
    o.kind = &objects::View::kind_of<T>();
    o.space = space, o.name = name;
    o.object = schema::Box::of(std::move(next));
    return write(o, now);
  }
  Status remove(const std::string& space, const std::string& pod, WallTime now,
                std::optional<int64_t> grace_s = std::nullopt) {
    objects::Operation o;
    o.verb = objects::Operation::Verb::remove;
    o.kind = &objects::View::kind_of<core::Pod>();
    o.space = space, o.name = pod;
    o.grace_s = grace_s;
    return write(o, now);
  }
  void raise_epoch(const NodeName& node, uint64_t epoch) {
    log::Transaction t;
    t.records.push_back(log::record::NodeEpochRaise{node, {epoch}});
    EXPECT_TRUE(apply(std::move(t)).committed());
    tell();
  }
  void make_namespaces(WallTime now) {
    for (const char* name : {"default", "kube-system", "kube-node-lease"}) {
      Status status =
          create<core::Namespace>("", std::string("metadata: {name: ") + name + "}", now);
      ASSERT_TRUE(status.ok()) << status.to_string();
    }
    // Without a token, whose volume would wait for the cluster's root certificate.
    Status status = create<core::ServiceAccount>(
        "default", "{metadata: {name: default}, automountServiceAccountToken: false}", now);
    ASSERT_TRUE(status.ok()) << status.to_string();
  }
  objects::Typed<core::Pod> pod(const std::string& name) const {
    return view().get<core::Pod>("default", name);
  }
  std::string phase(const std::string& name) const {
    auto found = pod(name);
    return found ? found->status.phase : "gone";
  }
  bool is_ready(const std::string& name) const {
    auto found = pod(name);
    if (!found) return false;
    for (const auto& each : found->status.conditions)
      if (each.type == "Ready") return each.status == "True";
    return false;
  }
  size_t writes() const { return writes_; }

  std::vector<AgentRef> agents;

 private:
  std::mutex mutex_;
  store::Store store_;
  std::shared_ptr<objects::Cache> cache_ = std::make_shared<objects::Cache>();
  uint64_t sequence_ = 0;
  uint64_t seed_ = 100;
  size_t writes_ = 0;
};

}  // namespace shoal::agent
