#pragma once
// Page: Prometheus' text format 0.0.4, read strictly: whatever a scraper may stumble over is an
// error. For tests, and whoever reads another node's metrics. Pure; robust to any bytes.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/vocab/result.hpp"

namespace shoal::metrics {

struct Sample {
  std::string name;                           // of a histogram: with _bucket, _sum or _count
  std::map<std::string, std::string> labels;  // of a bucket: `le` too
  double value = 0;
};

struct PageFamily {
  std::string help, type;
  std::vector<Sample> samples;
};

// By name. bad_request, with the number of the line: no HELP and TYPE just before the samples; a
// family, a series or a label twice; a bad name, escape or number; a negative counter; a histogram
// whose buckets do not rise, lack +Inf or do not add up to its count.
[[nodiscard]] Result<std::map<std::string, PageFamily>> parse_page(std::string_view text);

}  // namespace shoal::metrics
