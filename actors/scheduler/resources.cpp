#include "actors/scheduler/resources.hpp"

#include <algorithm>

#include "schema/kinds/pod.hpp"

namespace shoal::scheduler {
namespace {

using Amounts = api::StringMap<api::Quantity>;

// A container that only limits a resource asks for its limit.
Amounts asked(const core::ResourceRequirements& resources) {
  Amounts amounts = resources.requests;
  for (const auto& [name, limit] : resources.limits)
    if (!amounts.contains(name)) amounts[name] = limit;
  return amounts;
}

bool stays(const core::Container& init) {
  return init.restartPolicy && *init.restartPolicy == "Always";
}

// The same rule of sums and maxima for any measure of a container.
template <class Measure>
Resources sum(const core::PodSpec& spec, Measure measure) {
  Resources total, sidecars, starting;
  for (const auto& container : spec.containers) total += measure(container);
  for (const auto& init : spec.initContainers) {
    Resources needed = measure(init);
    if (stays(init)) {
      total += needed;
      sidecars += needed;
      starting.raise_to(sidecars);
    } else {
      needed += sidecars;
      starting.raise_to(needed);
    }
  }
  total.raise_to(starting);
  return total;
}

}  // namespace

Resources& Resources::operator+=(const Resources& more) {
  cpu_milli += more.cpu_milli;
  memory_bytes += more.memory_bytes;
  ephemeral_bytes += more.ephemeral_bytes;
  for (const auto& [name, amount] : more.others) others[name] += amount;
  return *this;
}

Resources& Resources::operator-=(const Resources& less) {
  cpu_milli -= less.cpu_milli;
  memory_bytes -= less.memory_bytes;
  ephemeral_bytes -= less.ephemeral_bytes;
  for (const auto& [name, amount] : less.others) others[name] -= amount;
  return *this;
}

void Resources::raise_to(const Resources& other) {
  cpu_milli = std::max(cpu_milli, other.cpu_milli);
  memory_bytes = std::max(memory_bytes, other.memory_bytes);
  ephemeral_bytes = std::max(ephemeral_bytes, other.ephemeral_bytes);
  for (const auto& [name, amount] : other.others) {
    auto& mine = others[name];
    mine = std::max(mine, amount);
  }
}

Resources resources_of(const Amounts& amounts) {
  Resources out;
  for (const auto& [name, amount] : amounts) {
    if (name == "cpu") {
      out.cpu_milli = amount.milli_value();
    } else if (name == "memory") {
      out.memory_bytes = amount.value();
    } else if (name == "ephemeral-storage") {
      out.ephemeral_bytes = amount.value();
    } else if (name != "pods") {
      out.others[name] = amount.value();
    }
  }
  return out;
}

Resources requests_of(const core::PodSpec& spec) {
  Resources total =
      sum(spec, [](const core::Container& c) { return resources_of(asked(c.resources)); });
  if (spec.resources) {
    Amounts whole = asked(*spec.resources);
    Resources amounts = resources_of(whole);
    if (whole.contains("cpu")) total.cpu_milli = amounts.cpu_milli;
    if (whole.contains("memory")) total.memory_bytes = amounts.memory_bytes;
    for (const auto& [name, amount] : amounts.others) total.others[name] = amount;
  }
  return total += resources_of(spec.overhead);
}

Assumed assumed_requests_of(const core::PodSpec& spec) {
  Resources total = sum(spec, [](const core::Container& container) {
    Amounts amounts = asked(container.resources);
    Resources measured = resources_of(amounts);
    if (!amounts.contains("cpu")) measured.cpu_milli = assumed_cpu_milli;
    if (!amounts.contains("memory")) measured.memory_bytes = assumed_memory_bytes;
    return measured;
  });
  total += resources_of(spec.overhead);
  return {total.cpu_milli, total.memory_bytes};
}

}  // namespace shoal::scheduler
