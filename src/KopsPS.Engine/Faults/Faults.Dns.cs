namespace KopsPS.Engine;

/// <summary>Faults of hosted zones and delegations.</summary>
public static partial class Faults
{
    /// <summary>A name that no zone can have.</summary>
    public static KopsException DnsZoneInvalid(string name, string why) => new(
        "KopsDnsZoneInvalid", FaultKind.InvalidArgument, $"'{name}' cannot be a DNS zone: {why}.", name,
        "Give a domain name, such as prod.example.com.");

    /// <summary>A zone that the account does not have.</summary>
    public static KopsException DnsZoneNotFound(string nameOrId) => new(
        "KopsDnsZoneNotFound", FaultKind.ObjectNotFound, $"Route 53 of this account has no hosted zone '{nameOrId}'.", nameOrId,
        "Get-KopsDnsZone lists those that there are; New-KopsDnsZone makes one.");

    /// <summary>Several zones where one is meant.</summary>
    public static KopsException DnsZoneAmbiguous(string name, IEnumerable<string> zones, string parameter = "ZoneId") => new(
        "KopsDnsZoneAmbiguous", FaultKind.InvalidOperation, $"There are several hosted zones '{name}': {string.Join(", ", zones)}.", name,
        $"Say which one with -{parameter}. Only one of them can be the one that the parent zone delegates to: Test-KopsDnsZone shows which.");

    /// <summary>A zone with records that are not its own.</summary>
    public static KopsException DnsZoneNotEmpty(string name, string zoneId, IReadOnlyList<string> records) => new(
        "KopsDnsZoneNotEmpty", FaultKind.ResourceExists,
        $"The hosted zone {name} ({zoneId}) has {records.Count} other record{(records.Count == 1 ? "" : "s")}: {string.Join(", ", records.Take(10))}{(records.Count > 10 ? ", …" : "")}.",
        zoneId, "Remove the clusters that use it (Remove-KopsCluster), then look at what is left and remove it by hand.");

    /// <summary>A zone that somebody else made.</summary>
    public static KopsException DnsZoneNotOwned(string name, string zoneId) => new(
        "KopsDnsZoneNotOwned", FaultKind.PermissionDenied, $"The hosted zone {name} ({zoneId}) does not carry the tags of KopsPS: somebody else made it.", zoneId,
        $"If it is to go all the same, name it by its id: Remove-KopsDnsZone -ZoneId {zoneId}");

    /// <summary>The zone is of the other kind.</summary>
    public static KopsException DnsZoneKindMismatch(string zoneId, bool isPrivate) => new(
        "KopsDnsZoneKindMismatch", FaultKind.InvalidArgument,
        $"The hosted zone {zoneId} is {(isPrivate ? "private" : "public")}.", zoneId,
        isPrivate ? "Give the VPCs that see it with -NetworkId." : "Leave out -NetworkId.");

    /// <summary>The zone told has another name.</summary>
    public static KopsException DnsZoneNameMismatch(string zoneId, string name, string told) => new(
        "KopsDnsZoneNameMismatch", FaultKind.InvalidArgument, $"The hosted zone {zoneId} is called {name}, not {told}.", zoneId, "Leave out the id or mend the name.");

    /// <summary>The parent delegates the name to other servers.</summary>
    public static KopsException DnsDelegationConflict(string name, string parentId, IReadOnlyList<string> there, IReadOnlyList<string> wanted) => new(
        "KopsDnsDelegationConflict", FaultKind.ResourceExists,
        $"The parent zone {parentId} delegates {name} to {string.Join(", ", there)}"
        + (wanted.Count == 0 ? " already, and there is no hosted zone of this name." : $", not to {string.Join(", ", wanted)}."),
        name, "Find out whose servers these are. -Force replaces the record.");

    /// <summary>A change that Route 53 did not finish in time.</summary>
    public static KopsException DnsChangePending(string name, TimeSpan limit) => new(
        "KopsDnsChangePending", FaultKind.OperationTimeout,
        $"Route 53 has not brought the changes of {name} to all of its servers within {GoDuration.Format(limit)}.", name,
        "It will go on doing so; run the same command again later.");

    /// <summary>Route 53 refuses to make a zone again and again, and none appears.</summary>
    public static KopsException DnsZoneNotCreated(string name, int tries, Exception inner) => new(
        "KopsDnsZoneNotCreated", FaultKind.ResourceExists,
        $"Route 53 says {tries} times that the hosted zone {name} was made already, and lists none.", name, "Run the same command again in a few minutes.", inner);

    /// <summary>The delegation did not come in time.</summary>
    public static KopsException DnsDelegationTimeout(string name, TimeSpan wait, string missing) => new(
        "KopsDnsDelegationTimeout", FaultKind.OperationTimeout,
        $"{name} is not delegated everywhere after {GoDuration.Format(wait)}: {missing}.", name,
        $"Enter the records of the zone's Delegation in the parent zone, then look with Test-KopsDnsZone {name}. Resolvers may keep old answers as long as their TTL says.");

    /// <summary>What was given is no address of a DNS server.</summary>
    public static KopsException NameServerInvalid(string text, string why, Exception? inner = null) => new(
        "KopsNameServerInvalid", FaultKind.InvalidArgument, $"'{text}' is no DNS server: {why}.", text,
        "Give a name or an address, with a port where it is not 53: 1.1.1.1, ns1.example.com, 127.0.0.1:5353, [::1]:5353.", inner);
}
