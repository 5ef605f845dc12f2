// The registry, and its text for Prometheus.

#include <charconv>
#include <cmath>
#include <variant>

#include "schema/metrics/metrics.hpp"
#include "schema/vocab/check.hpp"

namespace shoal::metrics {
namespace {

void append(double value, std::string& out) {
  if (std::isnan(value)) return void(out += "NaN");
  if (std::isinf(value)) return void(out += value > 0 ? "+Inf" : "-Inf");
  char text[32];
  auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void append_escaped(std::string_view text, bool quotes, std::string& out) {
  for (char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (c == '"' && quotes)) out += '\\';
    out += c;
  }
}

// name="value",… without the braces; `values` as Family::each gives them.
std::string labels_of(const std::vector<std::string>& names, std::string_view values) {
  std::string out;
  for (const auto& name : names) {
    auto end = values.find('\0');
    if (!out.empty()) out += ',';
    out.append(name).append("=\"");
    append_escaped(values.substr(0, end), true, out);
    out += '"';
    values.remove_prefix(end + 1);
  }
  return out;
}

void line(std::string_view name, std::string_view suffix, std::string_view labels, double value,
          std::string& out) {
  out.append(name).append(suffix);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out += ' ';
  append(value, out);
  out += '\n';
}

template <class Plain>
void series(std::string_view name, const std::string& labels, const Plain& metric,
            std::string& out) {
  line(name, "", labels, static_cast<double>(metric.value()), out);
}

void series(std::string_view name, const std::string& labels, const Histogram& metric,
            std::string& out) {
  uint64_t below = 0;
  for (size_t i = 0; i <= metric.bounds().size(); ++i) {
    below += metric.below(i);
    std::string with_bound = labels + (labels.empty() ? "le=\"" : ",le=\"");
    append(i < metric.bounds().size() ? metric.bounds()[i] : INFINITY, with_bound);
    with_bound += '"';
    line(name, "_bucket", with_bound, static_cast<double>(below), out);
  }
  line(name, "_sum", labels, metric.sum(), out);
  // Not count(): the buckets may have grown since they were read one by one, and must add up.
  line(name, "_count", labels, static_cast<double>(below), out);
}

template <class Metric>
std::string_view type_of() {
  if constexpr (std::is_same_v<Metric, Counter>) return "counter";
  if constexpr (std::is_same_v<Metric, Gauge>) return "gauge";
  return "histogram";
}

struct Read {
  bool counts = false;
  std::vector<std::string> labels;
  std::function<void(const Registry::Emit&)> read;
};

}  // namespace

struct Registry::Entry {
  std::string help;
  std::variant<Read, Family<Counter>, Family<Gauge>, Family<Histogram>> metric;
  template <class... Args>
  explicit Entry(std::string_view help, Args&&... args)
      : help(help), metric(std::forward<Args>(args)...) {}
};

Registry::Registry() = default;
Registry::~Registry() = default;

template <class Metric, class Make>
Family<Metric>& Registry::family(std::string_view name, std::string_view help, Labels labels,
                                 Make make) {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(name);
  if (found == entries_.end()) {
    std::vector<std::string> names(labels.begin(), labels.end());
    auto made = std::make_unique<Entry>(help, std::in_place_type<Family<Metric>>, std::move(names),
                                        std::move(make));
    found = entries_.emplace(std::string(name), std::move(made)).first;
  }
  auto* family = std::get_if<Family<Metric>>(&found->second->metric);
  SHOAL_CHECK(family && family->labels().size() == labels.size(), "one name, two metrics");
  return *family;
}

Family<Counter>& Registry::counters(std::string_view name, std::string_view help, Labels labels) {
  return family<Counter>(name, help, labels, [] { return std::make_unique<Counter>(); });
}

Family<Gauge>& Registry::gauges(std::string_view name, std::string_view help, Labels labels) {
  return family<Gauge>(name, help, labels, [] { return std::make_unique<Gauge>(); });
}

Family<Histogram>& Registry::histograms(std::string_view name, std::string_view help, Labels labels,
                                        Bounds bounds) {
  std::vector<double> kept(bounds.begin(), bounds.end());
  return family<Histogram>(name, help, labels,
                           [kept] { return std::make_unique<Histogram>(kept); });
}

Counter& Registry::counter(std::string_view name, std::string_view help) {
  return counters(name, help, {}).with({});
}

Gauge& Registry::gauge(std::string_view name, std::string_view help) {
  return gauges(name, help, {}).with({});
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, Bounds bounds) {
  return histograms(name, help, {}, bounds).with({});
}

void Registry::read_by(std::string_view name, std::string_view help, bool counts, Labels labels,
                       std::function<void(const Emit&)> read) {
  std::lock_guard lock(mutex_);
  Read made{counts, {labels.begin(), labels.end()}, std::move(read)};
  entries_[std::string(name)] = std::make_unique<Entry>(help, std::move(made));
}

void Registry::gauge_read(std::string_view name, std::string_view help,
                          std::function<double()> read) {
  read_by(name, help, false, {}, [read = std::move(read)](const Emit& emit) { emit({}, read()); });
}

void Registry::counter_read(std::string_view name, std::string_view help,
                            std::function<double()> read) {
  read_by(name, help, true, {}, [read = std::move(read)](const Emit& emit) { emit({}, read()); });
}

void Registry::gauges_read(std::string_view name, std::string_view help, Labels labels,
                           std::function<void(const Emit&)> read) {
  read_by(name, help, false, labels, std::move(read));
}

std::string Registry::render() const {
  std::string out;
  auto head = [&](const std::string& name, const Entry& entry, std::string_view type) {
    out.append("# HELP ").append(name).append(" ");
    append_escaped(entry.help, false, out);
    out.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  };
  auto render_family = [&]<class Metric>(const std::string& name, const Entry& entry,
                                         const Family<Metric>& family) {
    head(name, entry, type_of<Metric>());
    family.each([&](const std::string& values, const Metric& metric) {
      series(name, labels_of(family.labels(), values), metric, out);
    });
  };
  std::lock_guard lock(mutex_);
  for (const auto& [name, entry] : entries_) {
    if (const auto* read = std::get_if<Read>(&entry->metric)) {
      head(name, *entry, read->counts ? "counter" : "gauge");
      read->read([&](Labels given, double value) {
        SHOAL_CHECK(given.size() == read->labels.size(), "a value for each label");
        std::string values;
        for (auto text : given) values.append(text).push_back('\0');
        line(name, "", labels_of(read->labels, values), value, out);
      });
      continue;
    }
    if (const auto* counters = std::get_if<Family<Counter>>(&entry->metric))
      render_family(name, *entry, *counters);
    if (const auto* gauges = std::get_if<Family<Gauge>>(&entry->metric))
      render_family(name, *entry, *gauges);
    if (const auto* histograms = std::get_if<Family<Histogram>>(&entry->metric))
      render_family(name, *entry, *histograms);
  }
  return out;
}

}  // namespace shoal::metrics
