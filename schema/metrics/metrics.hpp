#pragma once
// Numbers that a node keeps about itself: counters, gauges and histograms, plain or one for each
// set of label values. Counting is one relaxed atomic operation (a histogram's is three), so that
// it may stand in hot paths; nothing here reads a clock, and nobody decides by these numbers.
//
// A Registry hands out references that live as long as it does. Asking again for a name gives the
// same one, so an actor's next incarnation counts on. Keep the reference of a label set that is
// used often: finding it costs a look-up, and the first time on a
// thread a lock.
// Thread safe.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::metrics {

// Label sets of one family; those beyond are counted together, under the value "other".
inline constexpr size_t series_max = 4'000;
inline constexpr size_t buckets_max = 40;
// Series that a thread finds again without a lock; beyond, it forgets them and begins anew.
inline constexpr size_t series_kept_max = 10'000;

class Counter {
 public:
  void add(uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

class Gauge {
 public:
  void set(int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

// How often values fell below each of its bounds. Values are not negative.
class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds);
  void observe(double value);
  // Of seconds, from a Duration or any other chrono type.
  template <class Rep, class Period>
  void observe(std::chrono::duration<Rep, Period> took) {
    observe(std::chrono::duration<double>(took).count());
  }

  const std::vector<double>& bounds() const { return bounds_; }
  uint64_t below(size_t bucket) const;  // in this bucket alone; the last one has no bound
  uint64_t count() const { return count_.load(std::memory_order_relaxed); }
  double sum() const;

 private:
  std::vector<double> bounds_;
  std::array<std::atomic<uint64_t>, buckets_max + 1> buckets_{};
  std::atomic<uint64_t> count_{0};
  std::atomic<uint64_t> sum_billionths_{0};
};

// The bounds that Kubernetes and etcd use, so that their dashboards fit. Seconds.
inline constexpr double request_seconds[] = {0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8,
                                             1,     1.25,  1.5,  2,   3,   4,   5,   6,
                                             8,     10,    15,   20,  30,  45,  60};
inline constexpr double disk_seconds[] = {0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064,
                                          0.128, 0.256, 0.512, 1.024, 2.048, 4.096, 8.192};
inline constexpr double schedule_seconds[] = {0.001, 0.002, 0.004, 0.008, 0.016,
                                              0.032, 0.064, 0.128, 0.256, 0.512,
                                              1.024, 2.048, 4.096, 8.192, 16.384};
inline constexpr double batch_sizes[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};
inline constexpr double queue_seconds[] = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3,
                                           1e-2, 0.1,  1,    10,   100,  1000};

// One Counter, Gauge or Histogram for each set of values of the family's labels.
template <class Metric>
class Family {
 public:
  Family(std::vector<std::string> labels, std::function<std::unique_ptr<Metric>()> make);
  // As many values as the family has labels, in their order.
  Metric& with(std::initializer_list<std::string_view> values);

  const std::vector<std::string>& labels() const { return labels_; }
  // Every series with its values, which are each followed by a zero byte.
  void each(const std::function<void(const std::string& values, const Metric&)>& visit) const;

 private:
  Metric& found(const std::string& key);
  std::vector<std::string> labels_;
  const uint64_t id_;  // of no other family of this process, ever
  std::function<std::unique_ptr<Metric>()> make_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Metric>, std::less<>> series_;
};

extern template class Family<Counter>;
extern template class Family<Gauge>;
extern template class Family<Histogram>;

using Labels = std::initializer_list<std::string_view>;
using Bounds = std::span<const double>;

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  Counter& counter(std::string_view name, std::string_view help);
  Gauge& gauge(std::string_view name, std::string_view help);
  Histogram& histogram(std::string_view name, std::string_view help, Bounds bounds);
  Family<Counter>& counters(std::string_view name, std::string_view help, Labels labels);
  Family<Gauge>& gauges(std::string_view name, std::string_view help, Labels labels);
  Family<Histogram>& histograms(std::string_view name, std::string_view help, Labels labels,
                                Bounds bounds);
  // A value that is asked for when the metrics are read, from the thread that reads them. What
  // `read` refers to must live until the last render(). Asking again replaces it.
  void gauge_read(std::string_view name, std::string_view help, std::function<double()> read);
  void counter_read(std::string_view name, std::string_view help, std::function<double()> read);
  // The same for a whole family of gauges: `read` gives each of its series, with a value for each
  // label.
  using Emit = std::function<void(Labels values, double value)>;
  void gauges_read(std::string_view name, std::string_view help, Labels labels,
                   std::function<void(const Emit&)> read);

  // All of them in Prometheus' text format 0.0.4, ordered by name.
  std::string render() const;

 private:
  struct Entry;
  template <class Metric, class Make>
  Family<Metric>& family(std::string_view name, std::string_view help, Labels labels, Make make);
  void read_by(std::string_view name, std::string_view help, bool counts, Labels labels,
               std::function<void(const Emit&)> read);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Entry>, std::less<>> entries_;
};

inline constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace shoal::metrics
