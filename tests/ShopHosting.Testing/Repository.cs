namespace ShopHosting.Testing;

/// <summary>The source tree that the tests were built from: some rules are about files.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The list of the images, which ops/images/build wrote.</summary>
    public static string Images
    {
        get
        {
            var images = Environment.GetEnvironmentVariable("SHOPHOSTING_IMAGES") is { Length: > 0 } named ? named : Path("var", "images", "images.json");
            return File.Exists(images) ? images : throw new InvalidOperationException($"There is no list of images at {images}: run ops/images/build, or name the list in SHOPHOSTING_IMAGES.");
        }
    }

    /// <summary>A path below the root.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ShopHosting.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not lie below the folder of ShopHosting.sln.");
    }
}
