#include "schema/metrics/metrics.hpp"

#include <algorithm>
#include <unordered_map>

#include "schema/vocab/check.hpp"

namespace shoal::metrics {
namespace {

constexpr double billion = 1e9;
std::atomic<uint64_t> next_family{0};

}  // namespace

Histogram::Histogram(std::span<const double> bounds) : bounds_(bounds.begin(), bounds.end()) {
  SHOAL_CHECK(bounds_.size() <= buckets_max, "more bounds than a histogram has room for");
  SHOAL_CHECK(std::is_sorted(bounds_.begin(), bounds_.end()), "bounds must rise");
}

void Histogram::observe(double value) {
  auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  buckets_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  if (value > 0)
    sum_billionths_.fetch_add(static_cast<uint64_t>(value * billion), std::memory_order_relaxed);
}

uint64_t Histogram::below(size_t bucket) const {
  return buckets_[bucket].load(std::memory_order_relaxed);
}

double Histogram::sum() const {
  return static_cast<double>(sum_billionths_.load(std::memory_order_relaxed)) / billion;
}

template <class Metric>
Family<Metric>::Family(std::vector<std::string> labels,
                       std::function<std::unique_ptr<Metric>()> make)
    : labels_(std::move(labels)), id_(next_family.fetch_add(1)), make_(std::move(make)) {}

// Kept by each thread: what it has found before it finds again without a lock, and a look-up
// allocates nothing once it has grown. A family that is gone is not asked for again.
template <class Metric>
Metric& Family<Metric>::with(std::initializer_list<std::string_view> values) {
  SHOAL_CHECK(values.size() == labels_.size(), "a value for each label");
  thread_local std::string key;
  thread_local std::unordered_map<std::string, void*> known;
  key.assign(reinterpret_cast<const char*>(&id_), sizeof id_);
  for (auto value : values) {
    key += value;
    key += '\0';
  }
  auto place = known.find(key);
  if (place != known.end()) return *static_cast<Metric*>(place->second);
  if (known.size() >= series_kept_max) known.clear();
  Metric& metric = found(key.substr(sizeof id_));
  known.emplace(key, &metric);
  return metric;
}

template <class Metric>
Metric& Family<Metric>::found(const std::string& key) {
  std::lock_guard lock(mutex_);
  auto place = series_.find(key);
  if (place != series_.end()) return *place->second;
  std::string values = key;
  if (series_.size() >= series_max) {
    values.clear();
    for (size_t i = 0; i < labels_.size(); ++i) values.append("other").push_back('\0');
  }
  auto& made = series_[values];
  if (!made) made = make_();
  return *made;
}

template <class Metric>
void Family<Metric>::each(
    const std::function<void(const std::string& values, const Metric&)>& visit) const {
  std::lock_guard lock(mutex_);
  for (const auto& [values, metric] : series_) visit(values, *metric);
}

template class Family<Counter>;
template class Family<Gauge>;
template class Family<Histogram>;

}  // namespace shoal::metrics
