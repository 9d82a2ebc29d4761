using System.Collections;
using System.Management.Automation;
using System.Security;
using KopsPS.Engine.Ssh;

namespace KopsPS.Commands;

/// <summary>Makes a key for SSH, and imports it into EC2.</summary>
[Cmdlet(VerbsCommon.New, "KopsSshKey", SupportsShouldProcess = true)]
[OutputType(typeof(KopsSshKey))]
public sealed class NewKopsSshKeyCommand : AwsCmdlet
{
    /// <summary>Name of the key, and of the key pair in EC2.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "kops";

    /// <summary>Path of the private key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Algorithm.</summary>
    [Parameter]
    public KopsSshKeyAlgorithm? Algorithm { get; set; }

    /// <summary>Passphrase of the private key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>Comment in the public key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    /// <summary>Import the public key into EC2.</summary>
    [Parameter]
    public SwitchParameter Import { get; set; }

    /// <summary>Environment that the key pair belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of your own for the key pair.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new SshKeyProvisioner(Session, Feedback);
        var request = new SshKeyRequest
        {
            Name = Name,
            Path = Path is null ? null : await InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(Path)).ConfigureAwait(false),
            Algorithm = Algorithm,
            Passphrase = Passphrase,
            Comment = Comment,
            Import = Import,
            Environment = EnvironmentName,
            Tags = TagTable.Read(Tag),
        };
        if (await ShouldApplyAsync(Name, "Make the SSH key", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            await WriteAsync(await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}
