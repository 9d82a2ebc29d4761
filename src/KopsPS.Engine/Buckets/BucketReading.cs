namespace KopsPS.Engine.Buckets;

/// <summary>A setting, or why it could not be read.</summary>
internal readonly record struct BucketReading<T>(T? Value, KopsException? Fault);
