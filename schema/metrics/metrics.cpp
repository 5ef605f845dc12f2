#include "schema/metrics/metrics.hpp"

#include <algorithm>

#include "schema/vocab/check.hpp"

namespace shoal::metrics {
namespace {

constexpr double billion = 1e9;

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
    : labels_(std::move(labels)), make_(std::move(make)) {}

template <class Metric>
Metric& Family<Metric>::with(std::initializer_list<std::string_view> values) {
  SHOAL_CHECK(values.size() == labels_.size(), "a value for each label");
  // Kept by each thread: a look-up allocates nothing once it has grown.
  thread_local std::string key;
  key.clear();
  for (auto value : values) {
    key += value;
    key += '\0';
  }
  std::lock_guard lock(mutex_);
  auto found = series_.find(key);
  if (found != series_.end()) return *found->second;
  if (series_.size() >= series_max) {
    key.clear();
    for (size_t i = 0; i < labels_.size(); ++i) key.append("other").push_back('\0');
  }
  auto& made = series_[key];
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
