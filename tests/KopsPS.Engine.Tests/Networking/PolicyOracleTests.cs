using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using KopsPS.Engine.Networking;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Networking;

/// <summary>
/// Random policies against an oracle that asks one packet after the other what Kubernetes' documentation says of it, on the policies' JSON:
/// no sets of ports, no lookups, nothing in common with what it checks.
/// </summary>
public class PolicyOracleTests
{
    private static readonly string[] Spaces = ["shop", "data", "ops"];
    private static readonly string[] Keys = ["app", "tier"];
    private static readonly string[] Values = ["a", "b"];
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];
    private static readonly string[] Names = ["http", "dns"];

    [Fact]
    public void Every_packet_is_judged_as_the_documentation_says() => Gen.Int.Sample(seed => new Case(new Random(seed)).Check(), iter: 3000);

    private sealed class Case
    {
        private readonly Random _random;
        private readonly Dictionary<string, Dictionary<string, string>> _spaces;
        private readonly PolicyPod[] _pods;
        private readonly JsonObject[] _policies;

        public Case(Random random)
        {
            _random = random;
            _spaces = Spaces.ToDictionary(space => space, space => new Dictionary<string, string>(Labels()) { ["kubernetes.io/metadata.name"] = space });
            _pods =
            [
                .. Enumerable.Range(1, 5).Select(number => new PolicyPod
                {
                    Namespace = One(Spaces),
                    Name = $"pod-{number}",
                    Labels = Labels(),
                    Addresses = [$"10.1.0.{number}"],
                    Ports = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (One(Names), One(Protocols), random.Next(1, 12)))],
                }),
            ];
            _policies = [.. Enumerable.Range(0, random.Next(1, 5)).Select(Policy)];
        }

        public void Check()
        {
            var evaluator = new PolicyEvaluator(Read(NetworkJson.Default.Policies, [.. _policies.Select(policy => policy.ToJsonString())]), _spaces);
            foreach (var _ in Enumerable.Range(0, 20))
            {
                var (source, destination) = (One(_pods), One(_pods));
                var (from, to) = (default(IPAddress), default(IPAddress));
                if (_random.Next(4) == 0)
                {
                    (source, from) = (null!, Outside());
                }
                else if (_random.Next(4) == 0)
                {
                    (destination, to) = (null!, Outside());
                }

                if (source is not null && source == destination)
                {
                    continue;
                }

                var (port, protocol) = (_random.Next(1, 12), One(Protocols));
                var path = PolicyPath.Judge(evaluator, source, from, destination, to, FormattableString.Invariant($"{port}"), protocol, [], ("c", "k", "x"));
                var wanted = (source is null || Opens(source, destination, to, false, port, protocol)) && (destination is null || Opens(destination, source, from, true, port, protocol))
                    ? KopsNetworkDecision.Allowed
                    : KopsNetworkDecision.Denied;
                Assert.True(wanted == path.Decision, $"{path.From} -> {path.To} {port}/{protocol}: {path.Decision}, not {wanted}, by\n{string.Join('\n', _policies.Select(policy => policy.ToJsonString()))}");
            }
        }

        private bool Opens(PolicyPod pod, PolicyPod? peer, IPAddress? address, bool ingress, int port, string protocol)
        {
            var held = false;
            foreach (var policy in _policies)
            {
                var spec = policy["spec"]!.AsObject();
                var isOfType = spec["policyTypes"] is JsonArray types
                    ? types.Any(type => (string?)type == (ingress ? "Ingress" : "Egress"))
                    : ingress || spec["egress"] is JsonArray { Count: > 0 };
                if ((string?)policy["metadata"]!["namespace"] != pod.Namespace || !isOfType || !Fits(spec["podSelector"]!.AsObject(), pod.Labels!))
                {
                    continue;
                }

                held = true;
                foreach (var rule in spec[ingress ? "ingress" : "egress"] as JsonArray ?? [])
                {
                    var (peers, ports) = (rule![ingress ? "from" : "to"] as JsonArray ?? [], rule["ports"] as JsonArray ?? []);
                    if ((peers.Count == 0 || peers.Any(one => Means(one!.AsObject(), pod.Namespace, peer, address)))
                        && (ports.Count == 0 || ports.Any(one => Serves(one!.AsObject(), ingress ? pod : peer, port, protocol))))
                    {
                        return true;
                    }
                }
            }

            return !held;
        }

        private bool Means(JsonObject peer, string own, PolicyPod? pod, IPAddress? address)
        {
            if (peer["ipBlock"] is JsonObject block)
            {
                return address is not null && In(address, (string)block["cidr"]!) && !(block["except"] as JsonArray ?? []).Any(except => In(address, (string)except!));
            }

            return pod is not null
                && (peer["namespaceSelector"] is JsonObject spaces ? Fits(spaces, _spaces[pod.Namespace]) : pod.Namespace == own)
                && (peer["podSelector"] is not JsonObject pods || Fits(pods, pod.Labels!));
        }

        private static bool Serves(JsonObject told, PolicyPod? destination, int port, string protocol)
        {
            if (((string?)told["protocol"] ?? "TCP") != protocol)
            {
                return false;
            }

            return told["port"] is not JsonValue number
                || (number.TryGetValue<int>(out var first)
                    ? first <= port && port <= ((int?)told["endPort"] ?? first)
                    : destination?.Ports.Any(own => own.Name == (string?)number && own.Protocol == protocol && own.Number == port) == true);
        }

        private static bool Fits(JsonObject selector, IReadOnlyDictionary<string, string> labels) =>
            (selector["matchLabels"] as JsonObject ?? []).All(pair => labels.GetValueOrDefault(pair.Key) == (string?)pair.Value)
            && (selector["matchExpressions"] as JsonArray ?? []).All(one =>
            {
                var (has, values) = (labels.TryGetValue((string)one!["key"]!, out var value), (one["values"] as JsonArray ?? []).Select(each => (string?)each).ToArray());
                return (string?)one["operator"] switch
                {
                    "In" => has && values.Contains(value),
                    "NotIn" => !has || !values.Contains(value),
                    "Exists" => has,
                    _ => !has,
                };
            });

        private static bool In(IPAddress address, string cidr)
        {
            var (network, bits) = (IPAddress.Parse(cidr.Split('/')[0]), int.Parse(cidr.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture));
            string Bits(IPAddress of) => string.Concat(of.GetAddressBytes().Select(part => Convert.ToString(part, 2).PadLeft(8, '0')))[..bits];
            return Bits(address) == Bits(network);
        }

        private JsonObject Policy(int number)
        {
            var spec = new JsonObject { ["podSelector"] = Selector() };
            switch (_random.Next(4))
            {
                case 0:
                    spec["policyTypes"] = new JsonArray("Ingress");
                    break;
                case 1:
                    spec["policyTypes"] = new JsonArray("Egress");
                    break;
                case 2:
                    spec["policyTypes"] = new JsonArray("Ingress", "Egress");
                    break;
            }

            if (_random.Next(4) > 0)
            {
                spec["ingress"] = new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Rule("from"))]);
            }

            if (_random.Next(4) > 0)
            {
                spec["egress"] = new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Rule("to"))]);
            }

            return new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"policy-{number}", ["namespace"] = One(Spaces) }, ["spec"] = spec };
        }

        private JsonObject Rule(string side)
        {
            var rule = new JsonObject();
            if (_random.Next(5) > 0)
            {
                rule[side] = new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Peer())]);
            }

            if (_random.Next(3) > 0)
            {
                rule["ports"] = new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Port())]);
            }

            return rule;
        }

        private JsonObject Peer() => _random.Next(4) switch
        {
            0 => new JsonObject { ["podSelector"] = Selector() },
            1 => new JsonObject { ["namespaceSelector"] = Selector() },
            2 => new JsonObject { ["namespaceSelector"] = Selector(), ["podSelector"] = Selector() },
            _ => new JsonObject
            {
                ["ipBlock"] = _random.Next(2) == 0
                    ? new JsonObject { ["cidr"] = $"192.0.2.{_random.Next(256)}/{_random.Next(24, 33)}" }
                    : new JsonObject { ["cidr"] = "192.0.2.0/24", ["except"] = new JsonArray($"192.0.2.{_random.Next(256)}/{_random.Next(25, 33)}") },
            },
        };

        private JsonObject Port()
        {
            var port = new JsonObject();
            if (_random.Next(3) > 0)
            {
                port["protocol"] = One(Protocols);
            }

            switch (_random.Next(4))
            {
                case 0:
                    port["port"] = One(Names);
                    break;
                case 1:
                    port["port"] = _random.Next(1, 12);
                    break;
                case 2:
                    var first = _random.Next(1, 12);
                    (port["port"], port["endPort"]) = (first, _random.Next(first, 13));
                    break;
            }

            return port;
        }

        private JsonObject Selector()
        {
            var selector = new JsonObject();
            if (_random.Next(3) == 0)
            {
                selector["matchLabels"] = new JsonObject { [One(Keys)] = One(Values) };
            }

            if (_random.Next(4) == 0)
            {
                var how = One("In", "NotIn", "Exists", "DoesNotExist");
                var one = new JsonObject { ["key"] = One(Keys), ["operator"] = how };
                if (how is "In" or "NotIn")
                {
                    one["values"] = new JsonArray(One(Values));
                }

                selector["matchExpressions"] = new JsonArray(one);
            }

            return selector;
        }

        private Dictionary<string, string> Labels() => Keys.Where(_ => _random.Next(3) > 0).ToDictionary(key => key, _ => One(Values));

        private IPAddress Outside() => IPAddress.Parse(FormattableString.Invariant($"192.0.2.{_random.Next(256)}"));

        private T One<T>(params T[] of) => of[_random.Next(of.Length)];
    }
}
