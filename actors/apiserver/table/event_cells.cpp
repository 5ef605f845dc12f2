// Events are told in two API groups; both print the same cells.

#include <algorithm>
#include <cctype>

#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/events.hpp"

namespace shoal::api {
namespace {

// What the cells are made of, whichever group the event was read from.
struct Told {
  std::string first, last;
  int64_t count;
  std::string_view type, reason, message, name;
  const core::ObjectReference& about;
  std::string source;
};

template <class Series>
void count_series(const std::optional<Series>& series, const Ages& ages, Told& told) {
  if (series) {
    told.last = ages(series->lastObservedTime);
    told.count = series->count;
  } else if (told.count == 0) {
    told.count = 1;
  }
}

std::string source_text(const core::EventSource& source, std::string_view controller,
                        std::string_view instance) {
  auto component = or_else(source.component, controller);
  auto host = or_else(source.host, instance);
  if (host.empty()) return std::string(component);
  return std::string(component) + ", " + std::string(host);
}

std::string object_text(const core::ObjectReference& about) {
  std::string text = about.kind;
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return about.name.empty() ? text : text + "/" + about.name;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\n\v\f\r";
  auto from = text.find_first_not_of(blank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

// Events of newer clients have only an eventTime.
std::string first_age(const Ages& ages, const api::Time& first, const api::MicroTime& event) {
  return first.is_zero() ? ages(event) : ages(first);
}

void write(const Told& told, json::Writer& out) {
  out.text(told.last);
  out.text(told.type);
  out.text(told.reason);
  out.text(object_text(told.about));
  out.text(told.about.fieldPath);
  out.text(told.source);
  out.text(trimmed(told.message));
  out.text(told.first);
  out.integer(told.count);
  out.text(told.name);
}

}  // namespace

void event_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& event = row.as<core::Event>();
  auto first = first_age(ages, event.firstTimestamp, event.eventTime);
  Told told{.first = first,
            .last = event.lastTimestamp.is_zero() ? first : ages(event.lastTimestamp),
            .count = event.count,
            .type = event.type,
            .reason = event.reason,
            .message = event.message,
            .name = event.metadata.name,
            .about = event.involvedObject,
            .source = source_text(event.source, event.reportingComponent, event.reportingInstance)};
  count_series(event.series, ages, told);
  write(told, out);
}

void new_event_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& event = row.as<events::Event>();
  auto first = first_age(ages, event.deprecatedFirstTimestamp, event.eventTime);
  Told told{
      .first = first,
      .last = event.deprecatedLastTimestamp.is_zero() ? first : ages(event.deprecatedLastTimestamp),
      .count = event.deprecatedCount,
      .type = event.type,
      .reason = event.reason,
      .message = event.note,
      .name = event.metadata.name,
      .about = event.regarding,
      .source =
          source_text(event.deprecatedSource, event.reportingController, event.reportingInstance)};
  count_series(event.series, ages, told);
  write(told, out);
}

}  // namespace shoal::api
