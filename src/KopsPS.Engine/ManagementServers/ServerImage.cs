namespace KopsPS.Engine.ManagementServers;

/// <summary>An image that a server can be made from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is, such as <c>Ubuntu 24.04</c>.</param>
/// <param name="Architecture">Processor that it is for, as EC2 names it.</param>
/// <param name="RootDevice">Device of its root disk.</param>
/// <param name="DiskGib">Size of its root disk, or 0 where it does not say.</param>
/// <param name="User">Account to log in with.</param>
internal sealed record ServerImage(string Id, string Name, string Architecture, string RootDevice, int DiskGib, string User);
