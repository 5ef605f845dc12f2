#include "node/options/options.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace shoal::node {
namespace {

std::string refused(std::vector<std::string> arguments) {
  auto result = parse(arguments);
  return result.ok() ? "accepted" : result.status().message();
}

TEST(Options, dev_is_one_private_node) {
  auto run = parse({"--dev"});
  ASSERT_TRUE(run.ok());
  EXPECT_TRUE(run->options.init);
  EXPECT_EQ(run->options.name, "dev");
  EXPECT_EQ(run->options.listen_api.host, "127.0.0.1");
}

TEST(Options, what_is_wrong_is_said_with_what_to_do) {
  EXPECT_EQ(refused({"--name", "A_b"}),
            "--name: 'A_b' is not a DNS label (a-z, 0-9, -, at most 63); see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--join", "10.0.0.1:7443"}),
            "--token-file: is needed to --join; see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--init", "--join", "10.0.0.1:1", "--token-file", "t"}),
            "--join: cannot be given together with --init; see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--listen-api", "6443"}),
            "--listen-api: '6443' is not address:port; see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--listen-api", "1.2.3.4:70000"}),
            "--listen-api: '1.2.3.4:70000' does not end with a port between 0 and 65535; see "
            "shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--runtime", "cri"}),
            "--runtime: 'cri' is not one of process, simulated; see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--zone", "rack 1"}),
            "--zone: 'rack 1' is not a label's value (letters, digits, -, _ and .); see shoald "
            "--help");
  EXPECT_EQ(refused({"--name", "a", "--feature-level-max", "0"}),
            "--feature-level-max: must be between 1 and " + std::to_string(log::Levels{}.highest) +
                "; see shoald --help");
  EXPECT_EQ(
      refused({"--name", "a", "--disk-soft", "60%"}),
      "--disk-soft: '60%' is not a size (512MiB, 2GiB, bytes) or a part of the disk up to 50% "
      "(2.5%); see shoald --help");
  EXPECT_EQ(refused({"--name", "a", "--disk-soft", "1%", "--disk-critical", "2%"}),
            "--disk-critical: is above --disk-soft; see shoald --help");
  EXPECT_NE(refused({"--nmae", "a"}).find("--nmae"), std::string::npos);
  EXPECT_NE(refused({"stray"}), "accepted");
}

TEST(Options, a_rehearsal_plays_the_program_of_before) {
  EXPECT_EQ(parse({"--name", "a"})->options.levels, log::Levels{});
  EXPECT_EQ(parse({"--name", "a", "--feature-level-max", "1"})->options.levels.highest, 1u);
}

TEST(Options, the_command_line_wins_over_the_file) {
  auto path = testing::TempDir() + "/shoald.conf";
  std::ofstream(path) << "name = from-file\ndata-dir = /x\n";
  auto run = parse({"--config", path, "--name", "from-line"});
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->options.name, "from-line");
  EXPECT_EQ(run->options.data_dir, "/x");
}

TEST(Options, help_teaches) {
  auto help = parse({"--help"});
  ASSERT_TRUE(help.ok());
  EXPECT_EQ(help->act, Invocation::Act::print);
  EXPECT_NE(help->text.find("shoald --dev"), std::string::npos);
}

}  // namespace
}  // namespace shoal::node
