#include "schema/metrics/page.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

namespace shoal::metrics {
namespace {

using Page = std::map<std::string, PageFamily>;

bool is_name(std::string_view text, bool colons) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (colons && c == ':');
  });
}

std::optional<double> number(std::string_view text) {
  if (text == "+Inf") return INFINITY;
  if (text == "-Inf") return -INFINITY;
  if (text == "NaN") return NAN;
  double value = 0;
  auto end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return {};
  return value;
}

// One line's rest. Every step says false at what it does not expect.
struct Cursor {
  std::string_view rest;

  bool take(std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
  }
  std::string_view until(std::string_view any) {
    auto word = rest.substr(0, std::min(rest.find_first_of(any), rest.size()));
    rest.remove_prefix(word.size());
    return word;
  }
  // After the opening quote, the closing one included.
  bool quoted(std::string& out) {
    for (;;) {
      out += until("\\\"");
      if (take("\"")) return true;
      if (take("\\\\"))
        out += '\\';
      else if (take("\\\""))
        out += '"';
      else if (take("\\n"))
        out += '\n';
      else
        return false;
    }
  }
};

bool read_labels(Cursor& line, std::map<std::string, std::string>& labels) {
  while (!line.take("}")) {
    if (!labels.empty() && !line.take(",")) return false;
    auto name = line.until("=");
    std::string value;
    if (!is_name(name, false) || !line.take("=\"") || !line.quoted(value)) return false;
    if (!labels.emplace(name, value).second) return false;
  }
  return !labels.empty();
}

std::optional<Sample> read_sample(std::string_view text) {
  Cursor line{text};
  Sample sample;
  sample.name = line.until("{ ");
  if (!is_name(sample.name, true)) return {};
  if (line.take("{") && !read_labels(line, sample.labels)) return {};
  if (!line.take(" ")) return {};
  auto value = number(line.rest);
  if (!value) return {};
  sample.value = *value;
  return sample;
}

bool belongs(const Sample& sample, const std::string& family, const std::string& type) {
  if (type != "histogram") return sample.name == family && !sample.labels.contains("le");
  if (sample.name == family + "_bucket") return sample.labels.contains("le");
  return (sample.name == family + "_sum" || sample.name == family + "_count") &&
         !sample.labels.contains("le");
}

// What a histogram's series has shown so far.
struct Buckets {
  double bound = -INFINITY, below = 0;
  bool sum = false, count = false;
};

std::string check_histogram(const std::string& name, const PageFamily& family) {
  std::map<std::map<std::string, std::string>, Buckets> all;
  for (const auto& sample : family.samples) {
    auto labels = sample.labels;
    labels.erase("le");
    auto& series = all[labels];
    if (sample.name == name + "_bucket") {
      auto bound = number(sample.labels.at("le"));
      if (!bound || !(*bound > series.bound)) return "bounds that do not rise";
      if (sample.value < series.below) return "buckets that do not rise";
      series.bound = *bound;
      series.below = sample.value;
    } else if (sample.name == name + "_sum") {
      series.sum = true;
    } else {
      series.count = true;
      if (series.bound != INFINITY) return "a histogram without +Inf";
      if (sample.value != series.below) return "buckets that do not add up";
    }
  }
  bool whole = std::all_of(all.begin(), all.end(),
                           [](const auto& one) { return one.second.sum && one.second.count; });
  return whole ? "" : "a histogram without _sum or _count";
}

class Reader {
 public:
  // What is wrong with the line; "" for nothing.
  std::string take(std::string_view text) {
    Cursor line{text};
    if (line.take("# HELP ")) return help(line);
    if (line.take("# TYPE ")) return type(line);
    auto sample = read_sample(text);
    if (!sample) return "no sample";
    if (!open_ || open_->second.type.empty()) return "a sample before its HELP and TYPE";
    if (!belongs(*sample, open_->first, open_->second.type)) return "a sample of another family";
    if (open_->second.type != "gauge" && !(sample->value >= 0)) return "a negative count";
    if (!seen_.insert({sample->name, sample->labels}).second) return "a series twice";
    open_->second.samples.push_back(std::move(*sample));
    return "";
  }
  std::string finish() {
    if (!open_) return "";
    if (open_->second.type.empty()) return "a HELP without its TYPE";
    if (open_->second.type != "histogram") return "";
    return check_histogram(open_->first, open_->second);
  }
  Page page;

 private:
  std::string help(Cursor& line) {
    if (auto wrong = finish(); !wrong.empty()) return wrong;
    std::string name(line.until(" "));
    if (!is_name(name, true) || !line.take(" ") || line.rest.empty()) return "a bad HELP";
    auto [place, fresh] = page.try_emplace(name);
    if (!fresh) return "a family twice";
    open_ = &*place;
    open_->second.help = line.rest;
    return "";
  }
  std::string type(Cursor& line) {
    std::string name(line.until(" "));
    if (!open_ || open_->first != name || !line.take(" ")) return "a TYPE without its HELP";
    if (!open_->second.type.empty()) return "a TYPE twice";
    if (line.rest != "counter" && line.rest != "gauge" && line.rest != "histogram")
      return "a bad TYPE";
    open_->second.type = line.rest;
    return "";
  }

  Page::value_type* open_ = nullptr;
  std::set<std::pair<std::string, std::map<std::string, std::string>>> seen_;
};

}  // namespace

Result<Page> parse_page(std::string_view text) {
  Reader reader;
  size_t line = 0;
  auto wrong = [&](const std::string& why) {
    return Status(Code::bad_request, "line " + std::to_string(line) + ": " + why);
  };
  while (!text.empty()) {
    ++line;
    auto end = text.find('\n');
    if (end == std::string_view::npos) return wrong("no newline at its end");
    if (auto why = reader.take(text.substr(0, end)); !why.empty()) return wrong(why);
    text.remove_prefix(end + 1);
  }
  if (auto why = reader.finish(); !why.empty()) return wrong(why);
  return std::move(reader.page);
}

}  // namespace shoal::metrics
