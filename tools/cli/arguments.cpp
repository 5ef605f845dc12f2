#include "tools/cli/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>

namespace shoal::cli {
namespace po = boost::program_options;
namespace {

std::string long_name(const Option& option) {
  return option.name.substr(0, option.name.find(','));
}

po::options_description describe(const std::vector<Option>& options) {
  po::options_description description;
  for (const auto& option : options) {
    if (option.value.empty()) {
      description.add_options()(option.name.c_str(), option.help.c_str());
    } else {
      auto* value = po::value<std::string>()->value_name(option.value);
      if (!option.otherwise.empty()) value->default_value(option.otherwise);
      description.add_options()(option.name.c_str(), value, option.help.c_str());
    }
  }
  return description;
}

}  // namespace

Result<Arguments> Arguments::parse(const std::vector<Option>& options,
                                   const std::vector<std::string>& words) {
  auto dashes = std::find(words.begin(), words.end(), "--");
  Arguments arguments;
  if (dashes != words.end()) arguments.rest_.assign(dashes + 1, words.end());
  po::options_description description = describe(options);
  description.add_options()("word", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("word", -1);
  try {
    std::vector<std::string> own(words.begin(), dashes);
    po::variables_map values;
    auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(
        po::command_line_parser(own).options(description).positional(positional).style(style).run(),
        values);
    for (const auto& option : options) {
      std::string name = long_name(option);
      if (!values.count(name)) continue;
      arguments.values_[name] = option.value.empty() ? "" : values[name].as<std::string>();
    }
    if (values.count("word")) arguments.words_ = values["word"].as<std::vector<std::string>>();
  } catch (const po::error& error) {
    return Status(Code::bad_request, error.what());
  }
  return arguments;
}

std::string Arguments::get(const std::string& name) const {
  auto found = values_.find(name);
  return found == values_.end() ? "" : found->second;
}

Result<int> Arguments::number(const std::string& name) const {
  std::string text = get(name);
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  return Status(Code::bad_request, fmt::format("--{} takes a number, not '{}'", name, text));
}

std::string options_help(const std::vector<Option>& options) {
  std::string text;
  for (const auto& option : options) {
    size_t comma = option.name.find(',');
    std::string left = "  ";
    if (comma != std::string::npos) left += "-" + option.name.substr(comma + 1) + ", ";
    left += "--" + long_name(option);
    if (!option.value.empty()) left += " " + option.value;
    std::string help = option.help;
    if (!option.otherwise.empty()) help += fmt::format(" ({})", option.otherwise);
    text += fmt::format("{:<26} {}\n", left, help);
  }
  return text;
}

}  // namespace shoal::cli
