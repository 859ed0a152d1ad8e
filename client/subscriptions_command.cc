// `sitrep subscriptions`: the named places of watches, how far behind each is, and forgetting one.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/command_line.h"
#include "client/display_text.h"
#include "client/flag.h"
#include "client/json_writer.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep subscriptions\n"
    "  sitrep subscriptions --delete wonsan";

struct SubscriptionsFlags {
  std::string delete_name;
  std::string output = "text";
};

int Delete(CommandLine& line, Client& client, const std::string& name) {
  v1::DeleteSubscriptionRequest request;
  request.set_subscription(name);
  const auto response = client.DeleteSubscription(request);
  if (!response.ok()) return SayError(line.console(), response.status());
  Say(line.console(), absl::StrCat("deleted subscription \"", name, "\""));
  return kExitDone;
}

int List(CommandLine& line, Client& client, const std::string& output) {
  const auto response = client.ListSubscriptions();
  if (!response.ok()) return SayError(line.console(), response.status());
  for (const v1::Subscription& one : response->subscriptions()) {
    if (output == "ndjson") {
      line.console().out << ToJson(one, JsonLayout::kLineWithZeros) << "\n";
    } else {
      line.console().out << absl::StrFormat("%s  acknowledged %d, %d behind%s\n",
                                            Printable(one.name()), one.acknowledged_sequence(),
                                            one.lag(), one.connected() ? ", connected" : "");
    }
  }
  return kExitDone;
}

}  // namespace

void AddSubscriptionsCommand(CommandLine& line) {
  const auto flags = std::make_shared<SubscriptionsFlags>();
  CLI::App* command = line.AddCommand("subscriptions", "The named places of watches (watch --name)",
                                      kExamples, [&line, flags]() -> int {
                                        const absl::StatusOr<Client*> client = line.Connect();
                                        if (!client.ok())
                                          return SayError(line.console(), client.status());
                                        if (!flags->delete_name.empty())
                                          return Delete(line, **client, flags->delete_name);
                                        return List(line, **client, flags->output);
                                      });
  command->add_option("--delete", flags->delete_name, "Forget this one")->type_name("NAME");
  AddChoice(*command, "-o,--output", flags->output, "text|ndjson", "Output; default: text");
}

}  // namespace sitrep
