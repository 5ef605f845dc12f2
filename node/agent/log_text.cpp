#include "node/agent/log_text.hpp"

#include <algorithm>
#include <utility>

#include "node/runtime/log_format.hpp"

namespace shoal::agent {

void LogText::feed(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    size_t end = bytes.find('\n');
    line(bytes.substr(0, end), out);
    if (end == bytes.npos) break;
    bytes.remove_prefix(end + 1);
  }
}

void LogText::line(std::string_view line, std::string& out) {
  auto entry = runtime::parse_log_entry(line);
  if (!entry) return;
  if (options_.since && entry->time < *options_.since) return;
  std::string text;
  if (options_.timestamps && !mid_line_) text = runtime::rfc3339_nano(entry->time) + " ";
  text += entry->content;
  if (!entry->partial) text += '\n';
  bool continues = std::exchange(mid_line_, entry->partial);
  if (!options_.tail_lines || !tailing_) return show(text, out);
  tail_bytes_ += text.size();
  if (continues && !tail_.empty())
    tail_.back() += text;
  else
    tail_.push_back(std::move(text));
  size_t keep = static_cast<size_t>(std::max<int64_t>(*options_.tail_lines, 0));
  while (tail_.size() > keep || (tail_bytes_ > tail_bytes_max && tail_.size() > 1)) {
    tail_bytes_ -= tail_.front().size();
    tail_.pop_front();
  }
}

void LogText::caught_up(std::string& out) {
  tailing_ = false;
  for (const auto& text : tail_) show(text, out);
  tail_.clear();
  tail_bytes_ = 0;
}

void LogText::show(std::string_view text, std::string& out) {
  if (options_.limit_bytes)
    text =
        text.substr(0, *options_.limit_bytes - std::min<uint64_t>(shown_, *options_.limit_bytes));
  shown_ += text.size();
  out += text;
}

}  // namespace shoal::agent
