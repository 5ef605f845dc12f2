#include "node/runtime/log_format.hpp"

#include <cstdio>

namespace shoal::runtime {
namespace {

struct Civil {
  int64_t year;
  unsigned month, day;
};

// The calendar day of a number of days since 1970-01-01.
Civil civil_from_days(int64_t days) {
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {int(date.year()), unsigned(date.month()), unsigned(date.day())};
}

void put(char* at, int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = char('0' + value % 10);
}

bool digits(std::string_view text, size_t at, size_t count, int64_t& value) {
  value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  return true;
}

}  // namespace

std::string rfc3339_nano(WallTime time) {
  int64_t ns = time.time_since_epoch().count();
  int64_t seconds = ns / 1'000'000'000, rest = ns % 1'000'000'000;
  if (rest < 0) rest += 1'000'000'000, --seconds;
  int64_t days = seconds / 86400, second = seconds % 86400;
  if (second < 0) second += 86400, --days;
  Civil date = civil_from_days(days);
  char text[] = "0000-00-00T00:00:00.000000000Z";
  put(text, date.year, 4), put(text + 5, date.month, 2), put(text + 8, date.day, 2);
  put(text + 11, second / 3600, 2), put(text + 14, second / 60 % 60, 2);
  put(text + 17, second % 60, 2), put(text + 20, rest, 9);
  return text;
}

std::optional<WallTime> parse_rfc3339_nano(std::string_view t) {
  int64_t year, month, day, hour, minute, second, ns;
  if (t.size() != 30 || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' ||
      t[16] != ':' || t[19] != '.' || t[29] != 'Z')
    return std::nullopt;
  if (!digits(t, 0, 4, year) || !digits(t, 5, 2, month) || !digits(t, 8, 2, day) ||
      !digits(t, 11, 2, hour) || !digits(t, 14, 2, minute) || !digits(t, 17, 2, second) ||
      !digits(t, 20, 9, ns))
    return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(int(year)),
                                   std::chrono::month(unsigned(month)),
                                   std::chrono::day(unsigned(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60 || year < 1970 || year > 2261)
    return std::nullopt;
  int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return wall_from_unix_ns((days * 86400 + hour * 3600 + minute * 60 + second) * 1'000'000'000 +
                           ns);
}

void append_log_entry(std::string& out, const LogEntry& entry) {
  out += rfc3339_nano(entry.time);
  out += entry.stream == LogStream::out ? " stdout " : " stderr ";
  out += entry.partial ? "P " : "F ";
  out += entry.content;
  out += '\n';
}

std::optional<LogEntry> parse_log_entry(std::string_view line) {
  constexpr size_t head = 30 + 8 + 2;  // time, " stdout ", "F "
  if (line.size() < head) return std::nullopt;
  auto time = parse_rfc3339_nano(line.substr(0, 30));
  if (!time) return std::nullopt;
  LogEntry entry{*time};
  std::string_view stream = line.substr(30, 8);
  if (stream == " stderr ")
    entry.stream = LogStream::err;
  else if (stream != " stdout ")
    return std::nullopt;
  if ((line[38] != 'F' && line[38] != 'P') || line[39] != ' ') return std::nullopt;
  entry.partial = line[38] == 'P';
  entry.content = line.substr(head);
  return entry;
}

void LogSplitter::feed(std::string_view bytes, WallTime now, std::string& out) {
  while (!bytes.empty()) {
    size_t room = log_line_bytes_max - rest_.size();
    size_t end = bytes.substr(0, room + 1).find('\n');
    if (end == std::string_view::npos && bytes.size() <= room) {
      rest_ += bytes;
      if (rest_.size() < log_line_bytes_max) return;
      bytes = {};
    } else {
      rest_ += bytes.substr(0, end == std::string_view::npos ? room : end);
      bytes.remove_prefix(end == std::string_view::npos ? room : end + 1);
    }
    bool partial = end == std::string_view::npos;
    append_log_entry(out, {now, stream_, partial, rest_});
    mid_line_ = partial;
    rest_.clear();
  }
}

void LogSplitter::finish(WallTime now, std::string& out) {
  if (!rest_.empty() || mid_line_) append_log_entry(out, {now, stream_, false, rest_});
  rest_.clear();
  mid_line_ = false;
}

}  // namespace shoal::runtime
