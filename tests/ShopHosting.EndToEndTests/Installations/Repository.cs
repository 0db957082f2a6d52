namespace ShopHosting.EndToEndTests.Installations;

/// <summary>Where things are: the folder of the solution, the built program, the list of images.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string Templates => Path.Combine(Root, "templates");

    /// <summary>The program of the same build as these tests.</summary>
    public static string Program => Built("ShopHosting.Silo", "ShopHosting.Silo.dll");

    public static string Shopctl => Built("ShopHosting.Cli", "shopctl.dll");

    public static string Images
    {
        get
        {
            var images = Environment.GetEnvironmentVariable("SHOPHOSTING_IMAGES") is { Length: > 0 } named ? named : Path.Combine(Root, "var", "images", "images.json");
            return File.Exists(images) ? images : throw new InvalidOperationException($"There is no list of images at {images}: run ops/images/build, or name the list in SHOPHOSTING_IMAGES.");
        }
    }

    private static string Built(string project, string file)
    {
        var build = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, build, file));
        return File.Exists(program) ? program : throw new InvalidOperationException($"The program is not built at {program}; run dotnet build.");
    }

    private static string Above(string folder)
        => File.Exists(Path.Combine(folder, "ShopHosting.sln")) ? folder
            : Path.GetDirectoryName(folder) is { } parent ? Above(parent)
            : throw new InvalidOperationException("These tests run from the folder of a build inside the repository.");
}
