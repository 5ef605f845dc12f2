#pragma once
// The notation of raft's stories: commands that move a small group message by message, each
// answered below its ---- line. Lines that start with # belong to the story.
//
//   nodes 1 2 3 [learners=4] [key=value]  a group; keys: pre_vote check_quorum inflight cache rank
//   stall (0 or 1,
//                                         counts), async=1 holds back saves and applies
//   node 4 [log=1,1,2] [term=3] [voters=1,2,3]   one more member, its log given by terms
//   tick 1 [times] ; campaign 1 ; propose 1 text ; change 1 v4 l3 r2 w5 [joint|explicit] ; leave 1
//   deliver [from=1] [to=2] [type=append] [max=1] ; drop (the same) ; stabilize ; save 1 ; apply 1
//   cut 1 2 ; heal ; crash 1 ; lose 1 (its state, while it is down) ; restart 1 ; compact 1 5
//   transfer 1 2 ; forget 2 ; read 1 77
//   refused 2 1 (2's link to 1) ; wake 2 (its newest wish) ; unreachable 1 2
//   snapshot 1 2 ok|failed ; unreadable 1 (its own snapshot) ; stall 1
//   forge from=3 to=1 term=1 index=2 (an acknowledgement)
//   committed voters=1,2 [outgoing=3] 1=10 2=7 ; votes voters=1,2 [outgoing=3] yes=1 no=2
//   status ; progress 1 ; log 1 ; queue ; repeat (the newest delivered message comes again)

#include <string>

namespace shoal::raft::testing {

// The story with every answer as this code gives it.
std::string play(const std::string& story);

}  // namespace shoal::raft::testing
