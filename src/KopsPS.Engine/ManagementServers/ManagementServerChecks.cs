using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using KopsPS.Engine.Binaries;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Finds what is wrong with a request before AWS is asked. What passes can stand in a server's user data.</summary>
internal static partial class ManagementServerChecks
{
    private const int LargestDiskGib = 16 * 1024;

    /// <summary>Checks a request.</summary>
    /// <exception cref="KopsException">The first thing that is wrong.</exception>
    public static void Check(ManagementServerRequest request)
    {
        Matches(Label(), "-Name", request.Name, "a server's name is also its host name: 1 to 63 small letters, digits and hyphens, no hyphen at an end");
        Matches(Type(), "-Type", request.InstanceType, "instance types look like t3.medium");
        Matches(SubnetIds(), "-SubnetId", request.SubnetId, "ids of subnets look like subnet-0123456789abcdef0");
        Matches(NetworkIds(), "-NetworkId", request.NetworkId, "ids of VPCs look like vpc-0123456789abcdef0");
        Matches(ImageIds(), "-ImageId", request.ImageId, "ids of images look like ami-0123456789abcdef0");
        Matches(User(), "-SshUser", request.SshUser, "names of accounts are 1 to 32 small letters, digits, _ and -");
        Matches(ProfileName(), "-InstanceProfile", request.InstanceProfile, "names of instance profiles are 1 to 128 letters, digits and _+=,.@-; give the name, not the ARN");
        Matches(Release(), "-SystemVersion", request.SystemVersion, "releases of Ubuntu look like 24.04");
        if (request.Zone is { } zone && !ZoneName().IsMatch(zone))
        {
            throw Faults.ZoneInvalid(zone, "zones look like eu-central-1a");
        }

        if (request.SystemVersion is not null && (request.ImageId is not null || request.System != KopsServerSystem.Ubuntu))
        {
            throw Faults.ParameterConflict("-SystemVersion chooses a release of Ubuntu: leave out -ImageId and -OperatingSystem AmazonLinux.");
        }

        if (request.DiskGib is { } disk && disk is < 8 or > LargestDiskGib)
        {
            throw Faults.ManagementServerInvalid("-VolumeSize", $"{disk} GiB", $"give 8 GiB to {LargestDiskGib} GiB");
        }

        CheckAccess(request);
        CheckSoftware(request);
    }

    /// <summary>A range in its shortest form, as EC2 gives it back.</summary>
    /// <exception cref="KopsException"><c>KopsCidrInvalid</c>.</exception>
    public static string Normalized(string cidr)
    {
        var parts = cidr.Split('/');
        if (!IPAddress.TryParse(parts[0], out var address) || parts.Length > 2)
        {
            throw Faults.CidrInvalid(cidr, "ranges look like 203.0.113.0/24 or 2001:db8::/48");
        }

        // What IPAddress takes beside the usual form: 10.1, 0x0a000001, an interface's name.
        if (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() != parts[0] : parts[0].Contains('%', StringComparison.Ordinal))
        {
            throw Faults.CidrInvalid(cidr, "ranges look like 203.0.113.0/24 or 2001:db8::/48");
        }

        var longest = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (parts.Length == 1)
        {
            throw Faults.CidrInvalid(cidr, $"a range has a length; for this one address say {address}/{longest}");
        }

        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > longest)
        {
            throw Faults.CidrInvalid(cidr, $"the length of such a range is 0 to {longest}");
        }

        var range = Masked(address, length);
        return range == $"{address}/{length}" ? range : throw Faults.CidrInvalid(cidr, $"the address has bits beyond its length; the range is {range}");
    }

    /// <summary>Whether a range is the whole internet.</summary>
    public static bool IsWorld(string cidr) => cidr.EndsWith("/0", StringComparison.Ordinal);

    private static void CheckAccess(ManagementServerRequest request)
    {
        foreach (var cidr in request.SshAccess)
        {
            Normalized(cidr);
        }

        if (request.SessionManager == request.SshAccess.Count > 0)
        {
            throw Faults.ParameterConflict("Say how people get on the server: -SshAccess with the ranges that may use SSH, or -SessionManager.");
        }

        if (request.SshAccess.Count > 0 && request.KeyName is null)
        {
            throw Faults.ParameterConflict("SSH needs a key pair: give -KeyName, the name of one in EC2.");
        }

        if (request.SessionManager && request.InstanceProfile is null)
        {
            throw Faults.ParameterConflict("Session Manager needs -InstanceProfile: the server's agent signs in with its role, which needs AmazonSSMManagedInstanceCore.");
        }

        if (request.KeyName is { } key && (key.Length is 0 or > 255 || key.Any(sign => sign is < ' ' or > '~')))
        {
            throw Faults.ManagementServerInvalid("-KeyName", key, "names of key pairs are 1 to 255 ASCII signs");
        }
    }

    private static void CheckSoftware(ManagementServerRequest request)
    {
        if (!request.KopsVersion.Equals("Latest", StringComparison.OrdinalIgnoreCase) && !BinaryVersion.TryParse(request.KopsVersion, out _))
        {
            throw Faults.BinaryVersionInvalid(request.KopsVersion);
        }

        if (!request.KubectlVersion.Equals("Stable", StringComparison.OrdinalIgnoreCase) && !BinaryVersion.TryParse(request.KubectlVersion, out _))
        {
            throw Faults.BinaryVersionInvalid(request.KubectlVersion);
        }

        if (request.StateStore is { } store)
        {
            if (StateStoreLocation.Parse(store).Bucket is null)
            {
                throw Faults.ManagementServerInvalid("-StateStore", store, "a server can share a store in S3 only: s3://bucket");
            }

            Matches(OneLine(), "-StateStore", store, "it has signs that no line of text can have");
        }
    }

    private static void Matches(Regex pattern, string parameter, string? value, string rule)
    {
        if (value is not null && !pattern.IsMatch(value))
        {
            throw Faults.ManagementServerInvalid(parameter, value, rule);
        }
    }

    private static string Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return $"{new IPAddress(bytes)}/{length}";
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,30}\.[a-z0-9-]{1,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Type();

    [GeneratedRegex(@"\Asubnet-[0-9a-f]{8,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubnetIds();

    [GeneratedRegex(@"\Avpc-[0-9a-f]{8,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NetworkIds();

    [GeneratedRegex(@"\Aami-[0-9a-f]{8,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageIds();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex User();

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProfileName();

    [GeneratedRegex(@"\A[^\p{C}\p{Zl}\p{Zp}]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex OneLine();

    [GeneratedRegex(@"\A\d{2}\.\d{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z0-9]+)+-\d+(-[a-z0-9-]+)?[a-z]\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
