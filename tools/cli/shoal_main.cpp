// shoal, the command-line tool: a table of its commands and nothing else.

#include <fmt/format.h>

#include "tools/cli/command.hpp"

namespace {

using namespace shoal::cli;

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      up_command(),      down_command(),     list_command(),    status_command(),  raft_command(),
      upgrade_command(), snapshot_command(), recover_command(), tree_command(),    kill_command(),
      start_command(),   witness_command(),  enter_command(),   forward_command(),
  };
  return table;
}

std::string overview() {
  std::string text =
      "shoal: local clusters, and what goes on inside a cluster. For objects, use kubectl.\n\n";
  for (const auto& command : commands()) {
    if (!command.hidden) text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  }
  return text + "\n`shoal COMMAND --help` explains one of them.\n";
}

std::string help_of(const Command& command) {
  return fmt::format("shoal {} {}\n\n{}.\n\n{}\n{}", command.name, command.usage, command.summary,
                     command.help, options_help(command.options));
}

int run(const Command& command, const std::vector<std::string>& words) {
  std::vector<Option> options = command.options;
  options.push_back({"help,h", "", ""});
  auto arguments = Arguments::parse(options, words);
  if (arguments.ok() && arguments->has("help")) {
    print(help_of(command));
    return 0;
  }
  shoal::Status status = arguments.ok() ? command.run(*arguments) : arguments.status();
  if (status.ok()) return 0;
  say(status.message());
  if (status.code() != shoal::Code::bad_request) return exit_failed;
  say(fmt::format("usage: shoal {} {}", command.name, command.usage));
  return exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print(overview());
    return words.empty() ? exit_usage : 0;
  }
  for (const auto& command : commands()) {
    if (command.name == words[0]) return run(command, {words.begin() + 1, words.end()});
  }
  say(fmt::format("'{}' is not a command; `shoal --help` lists them", words[0]));
  return exit_usage;
}
