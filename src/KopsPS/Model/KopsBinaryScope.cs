namespace KopsPS;

/// <summary>For whom a binary is installed.</summary>
public enum KopsBinaryScope
{
    /// <summary>
    /// The user: <c>~/.local/share/KopsPS/bin</c> (or below <c>XDG_DATA_HOME</c>), on Windows <c>%LOCALAPPDATA%\KopsPS\bin</c>.
    /// </summary>
    CurrentUser,

    /// <summary>
    /// Everybody: <c>/usr/local/share/KopsPS/bin</c>, on Windows <c>%ProgramFiles%\KopsPS\bin</c>; needs an administrator.
    /// </summary>
    AllUsers,
}
