namespace KopsPS.Engine.Buckets;

/// <summary>Whose a name of a bucket is; names are unique among all accounts.</summary>
internal enum BucketOwner
{
    /// <summary>Free.</summary>
    Nobody,

    /// <summary>The session's account's.</summary>
    Us,

    /// <summary>Another account's, or of one that this identity may not see.</summary>
    SomebodyElse,
}
