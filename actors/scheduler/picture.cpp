#include "actors/scheduler/picture.hpp"

#include "actors/objects/key.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/node.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::scheduler {
namespace {

bool has_ended(const core::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

// Whether somebody is to find a node for it, and that is us, and now.
bool waits_for_us(const core::Pod& pod) {
  const auto& name = pod.spec.schedulerName;
  return pod.metadata.deletionTimestamp.is_zero() && pod.spec.schedulingGates.empty() &&
         (name.empty() || name == scheduler_name);
}

PendingPod pending(const core::Pod& pod, ClassPtr cls) {
  PendingPod out;
  out.space = pod.metadata.namespace_;
  out.name = pod.metadata.name;
  out.uid = pod.metadata.uid;
  out.cls = std::move(cls);
  out.priority = pod.spec.priority.value_or(0);
  out.created_unix_s = pod.metadata.creationTimestamp.unix_s();
  out.never_preempts = pod.spec.preemptionPolicy.value_or("") == "Never";
  return out;
}

}  // namespace

const schema::Kind* minded_kind(std::string_view key) {
  auto parts = objects::split_key(key);
  if (!parts.group.empty()) return nullptr;
  if (parts.plural == "pods") return &objects::View::kind_of<core::Pod>();
  if (parts.plural == "nodes") return &objects::View::kind_of<core::Node>();
  if (parts.plural == "namespaces") return &objects::View::kind_of<core::Namespace>();
  return nullptr;
}

store::Resources minded_resources() {
  store::Resources minded;
  for (const auto* plural : {"/pods/", "/nodes/", "/namespaces/"})
    minded.add(store::Resources::of(plural));
  return minded;
}

Picture Picture::of(const objects::View& view) {
  Picture picture;
  for (const auto* kind :
       {&objects::View::kind_of<core::Namespace>(), &objects::View::kind_of<core::Node>(),
        &objects::View::kind_of<core::Pod>()}) {
    view.each(*kind, "", [&](const objects::BoxPtr& box) {
      if (box->is<core::Pod>())
        picture.see_pod(box->as<core::Pod>(), {});
      else if (box->is<core::Node>())
        picture.cluster.put_node(box->as<core::Node>());
      else
        picture.cluster.put_namespace(box->as<core::Namespace>().metadata.name,
                                      box->as<core::Namespace>().metadata.labels);
      return true;
    });
  }
  return picture;
}

void Picture::see(std::string_view key, const objects::BoxPtr& now_is, MonoTime now) {
  auto parts = objects::split_key(key);
  if (parts.plural == "pods") {
    if (now_is)
      see_pod(now_is->as<core::Pod>(), now);
    else
      pod_gone(pod_key(parts.space, parts.name), now);
  } else if (parts.plural == "nodes") {
    bool differs =
        now_is ? cluster.put_node(now_is->as<core::Node>()) : cluster.remove_node(parts.name);
    if (differs) queue.wake(now);
  } else if (parts.plural == "namespaces") {
    if (now_is)
      cluster.put_namespace(parts.name, now_is->as<core::Namespace>().metadata.labels);
    else
      cluster.remove_namespace(parts.name);
  }
}

void Picture::see_pod(const core::Pod& pod, MonoTime now) {
  auto key = pod_key(pod.metadata.namespace_, pod.metadata.name);
  if (has_ended(pod)) return pod_gone(key, now);
  bool bound = !pod.spec.nodeName.empty();
  if (!bound && !waits_for_us(pod)) return pod_gone(key, now);
  auto cls = cluster.classes().of(pod);
  if (!bound) {
    cluster.remove_pod(key);  // one of the same name went meanwhile
    return queue.put(pending(pod, std::move(cls)));
  }
  bool new_here = queue.find(key) || !cluster.knows(key);
  cluster.place(key, std::move(cls), pod.spec.nodeName, !pod.metadata.deletionTimestamp.is_zero());
  queue.drop(key);
  if (new_here) queue.wake(now, Queue::Whom::those_minding_neighbours);
}

void Picture::pod_gone(const std::string& key, MonoTime now) {
  queue.drop(key);
  if (cluster.remove_pod(key)) queue.wake(now);
}

void Picture::settle() {
  cluster.forget_assumed();
  queue.give_back();
}

}  // namespace shoal::scheduler
