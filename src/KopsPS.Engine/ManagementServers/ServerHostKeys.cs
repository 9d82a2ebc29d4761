using System.Text;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Knows which host key a server has: from the file, else from the server's console.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="known">The file.</param>
/// <param name="feedback">Where it is told where a key came from.</param>
public sealed class ServerHostKeys(AwsSession session, KnownServers known, IFeedback feedback)
{
    /// <summary>Notes the keys on the server's console, where none are known yet and the console has some.</summary>
    /// <param name="instanceId">Id of the instance.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Whether a key is known now.</returns>
    /// <exception cref="KopsException">AWS' faults; a missing right to read consoles is none.</exception>
    public async Task<bool> LearnAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        if (known.Keys(instanceId).Count > 0)
        {
            return true;
        }

        var keys = ConsoleHostKeys.Read(await ConsoleAsync(instanceId, cancellationToken).ConfigureAwait(false));
        if (keys.Count > 0)
        {
            known.Add(instanceId, keys);
            feedback.Verbose($"Host keys of {instanceId} from its console: {string.Join(", ", keys.Select(key => key.Fingerprint))}.");
        }

        return keys.Count > 0;
    }

    private async Task<string> ConsoleAsync(string instanceId, CancellationToken cancellationToken)
    {
        foreach (var latest in (bool[])[true, false])
        {
            try
            {
                var answer = await AwsFaults.CallAsync(
                    session, "ec2:GetConsoleOutput", instanceId,
                    () => session.Ec2().GetConsoleOutputAsync(new GetConsoleOutputRequest { InstanceId = instanceId, Latest = latest }, cancellationToken), cancellationToken).ConfigureAwait(false);
                return Encoding.UTF8.GetString(Convert.FromBase64String(answer.Output ?? ""));
            }
            catch (KopsException fault) when (latest && fault.InnerException is AmazonServiceException { ErrorCode: "UnsupportedOperation" })
            {
                // Only newer instance types have the console of this moment; the others have that of the last start.
            }
            catch (KopsException fault) when (fault.Id == "AwsAccessDenied")
            {
                feedback.Verbose(fault.Message);
                return "";
            }
            catch (FormatException)
            {
                return "";
            }
        }

        return "";
    }
}
