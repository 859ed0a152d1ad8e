// The program at the top of client.h.
#include <iostream>

#include "client/client.h"

int main() {
  sitrep::Client client("127.0.0.1:7447");
  sitrep::v1::Event event;
  event.set_id("example/1");
  event.mutable_strike()->add_munitions()->set_kind("drone");
  event.add_places()->set_name("Kharkiv");
  const auto result = client.SubmitEvent(event);
  if (!result.ok()) std::cerr << result.status() << "\n";
  if (result.ok()) std::cout << result->event_id() << "\n";
  return result.ok() ? 0 : 1;
}
